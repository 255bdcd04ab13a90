;;; story.el --- What the stories in Emacs share  -*- lexical-binding: t; -*-

;;; Code:

(require 'cl-lib)
(require 'flymake)
(require 'json)

(prefer-coding-system 'utf-8-unix)
(add-to-list 'load-path (expand-file-name "emacs" (getenv "EDITORS")))
(setq make-backup-files nil
      create-lockfiles nil
      ;; Messages of what goes on are wanted; questions nobody answers are not.
      use-dialog-box nil
      flymake-no-changes-timeout 0.01
      flymake-start-on-flymake-mode t)

(defvar story-deadline (string-to-number (or (getenv "DEADLINE") "10")))
(defvar story-steps nil)
(defvar story-problems nil)
(defvar story-told nil)

(defun story-tell (what value)
  "Note VALUE under WHAT."
  (push (cons what value) story-told))

(defmacro story-part (name &rest play)
  "PLAY the part of this NAME; the next one is told whatever becomes of it."
  (declare (indent 1))
  `(condition-case problem
       (progn ,@play)
     (error (push (format "%s: %s" ,name (error-message-string problem)) story-problems))))

(defun story-wait (what condition)
  "Wait for WHAT: until CONDITION holds, or the deadline."
  (let ((end (+ (float-time) story-deadline)))
    (while (not (or (funcall condition) (> (float-time) end)))
      (accept-process-output nil 0.02))
    (or (funcall condition) (error "Waited in vain: %s" what))))

(defun story-on (word)
  "Put point on WORD."
  (goto-char (point-min))
  (let ((case-fold-search nil))
    (search-forward word))
  (goto-char (match-beginning 0)))

(defun story-severity (diagnostic)
  "The severity of DIAGNOSTIC, as the program names it."
  (pcase (flymake-diagnostic-type diagnostic)
    ((or :error 'eglot-error) "error")
    ((or :warning 'eglot-warning) "warning")
    (_ "info")))

(defun story-shown ()
  "What Flymake shows: code, first character, severity."
  (sort
   (mapcar (lambda (one)
             (let ((text (flymake-diagnostic-text one)))
               (format "%s %d %s"
                       (if (string-match "\\[?\\b\\([A-Z]\\{3\\}[0-9]\\{3\\}\\)\\b" text)
                           (match-string 1 text)
                         text)
                       (flymake-diagnostic-beg one)
                       (story-severity one))))
           (flymake-diagnostics))
   #'string<))

(defun story-expected ()
  "What the command line finds in the same text, in the same words."
  (let* ((json-array-type 'list)
         (coding-system-for-write 'utf-8-unix)
         (coding-system-for-read 'utf-8-unix)
         (name buffer-file-name)
         (text (buffer-string))
         (report (with-temp-buffer
                   (insert text)
                   (call-process-region (point-min) (point-max) "preceptor" t t nil
                                        "check" "--quiet" "--format" "json"
                                        "--stdin-filename" name "-")
                   (goto-char (point-min))
                   (json-read))))
    (sort
     (mapcar (lambda (one)
               (let* ((start (alist-get 'start (alist-get 'span one)))
                      (line (alist-get 'line start))
                      (column (alist-get 'column start)))
                 (format "%s %d %s"
                         (alist-get 'code one)
                         (save-excursion
                           (goto-char (point-min))
                           (forward-line (1- line))
                           (+ (point) (1- column)))
                         (alist-get 'severity one))))
             (alist-get 'diagnostics (car (alist-get 'notes report))))
     #'string<)))

(defun story-agree (step)
  "Wait until what is shown is what the command line finds, at STEP."
  (let* ((wanted (story-expected))
         (reached (ignore-errors
                    ;; The hook that asks for a check does not run without a screen.
                    (run-hooks 'post-command-hook)
                    (when (fboundp 'eglot--signal-textDocument/didChange)
                      (ignore-errors (eglot--signal-textDocument/didChange)))
                    (flymake-start)
                    (story-wait step (lambda () (equal wanted (story-shown)))))))
    (push (list (cons 'step step)
                (cons 'agrees (if reached t :json-false))
                (cons 'shown (vconcat (story-shown)))
                (cons 'expected (vconcat wanted)))
          story-steps)
    (unless reached
      (error "The findings differ: %s" step))))

(defun story-finish ()
  "Write what happened and go."
  (let ((coding-system-for-write 'utf-8-unix))
    (write-region
     (json-encode (append (list (cons 'steps (vconcat (reverse story-steps)))
                                (cons 'problems (vconcat (reverse story-problems))))
                          story-told))
     nil (getenv "OUT") nil 'silent))
  (kill-emacs 0))

(provide 'story)
;;; story.el ends here
