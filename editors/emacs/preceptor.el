;;; preceptor.el --- Check clinical notes as you write  -*- lexical-binding: t; -*-

;; Copyright (C) the preceptor contributors

;; Author: the preceptor contributors
;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: tools, text, languages
;; SPDX-License-Identifier: MIT OR Apache-2.0

;; This file is not part of GNU Emacs.

;;; Commentary:

;; preceptor reads clinical notes (H&P, SOAP, progress note ...) as a
;; preceptor would, and says what to mend.  This file brings it into
;; Emacs, in either of two ways:
;;
;; - With Eglot, as a language server: findings as you type, fixes,
;;   completion, explanations, formatting.  In a note: M-x eglot.
;;
;; - Without a language server, as a Flymake backend: findings as you
;;   type, and M-x preceptor-fix-buffer.
;;
;; In your init file:
;;
;;   (require 'preceptor)
;;   (add-hook 'preceptor-mode-hook #'eglot-ensure)
;;   ;; or, without Eglot:
;;   ;; (add-hook 'preceptor-mode-hook #'preceptor-flymake-setup)
;;
;; Files that end in .note, .soap or .hp open in `preceptor-mode'.
;; Notes in Markdown stay in `markdown-mode', where both ways work too.
;;
;; `M-x compile' needs none of this: the command
;; "preceptor check --format concise FILE" prints what
;; `compilation-mode' understands.

;;; Code:

(require 'cl-lib)
(require 'flymake)
(require 'json)

(defvar eglot-server-programs)
(declare-function eglot-code-actions "eglot")
(declare-function eglot-managed-p "eglot")

(defgroup preceptor nil
  "Check clinical notes."
  :group 'tools
  :prefix "preceptor-")

(defcustom preceptor-program "preceptor"
  "The program that checks notes."
  :type 'string)

(defcustom preceptor-check-arguments nil
  "Further arguments of the program when Flymake checks a note.
For example (\"--ignore\" \"LNG\")."
  :type '(repeat string))

(defface preceptor-blank
  '((t :inherit font-lock-warning-face))
  "Face for what a template left to fill in.")

(defface preceptor-directive
  '((t :inherit font-lock-preprocessor-face))
  "Face for what a note tells the linter.")

;;;; The mode

(defconst preceptor--blank
  (rx (or (seq "***" (opt "{" (* (not (any "{}\n"))) "}"))
          (seq "{{" (* (not (any "{}\n"))) "}}")
          (seq "{" (* (not (any "{}|/:\n"))) (any "|/:") (* (not (any "{}\n"))) "}")
          (seq "@" (any "A-Za-z") (* (any "A-Za-z0-9_"))
               (opt "(" (* (not (any "()\n"))) ")") "@")
          (seq bow (or "TODO" "FIXME" "TBD") eow)))
  "What a template leaves to fill in or to choose from.")

(defconst preceptor--font-lock
  `(("<!--[ \t]*preceptor:.*?-->" 0 'preceptor-directive t)
    ("^#+[ \t].*$" 0 'font-lock-function-name-face)
    ("^[A-Z][A-Z /&-]+:?[ \t]*$" 0 'font-lock-function-name-face)
    ("^[[:alpha:]][[:alpha:] /&'-]\\{0,38\\}:" 0 'font-lock-keyword-face)
    (,preceptor--blank 0 'preceptor-blank t))
  "What `preceptor-mode' colours.")

(defvar preceptor-mode-map
  (let ((map (make-sparse-keymap)))
    ;; F2 goes to the next blank in hospital record systems, but it is
    ;; a prefix key in Emacs.
    ;; `text-mode' asks a dictionary of plain words there.
    (define-key map (kbd "C-M-i") #'completion-at-point)
    (define-key map (kbd "C-c C-n") #'preceptor-next-blank)
    (define-key map (kbd "C-c C-p") #'preceptor-previous-blank)
    (define-key map (kbd "C-c C-f") #'preceptor-fix-buffer)
    (define-key map (kbd "C-c C-e") #'preceptor-explain)
    map)
  "Keymap of `preceptor-mode'.")

;;;###autoload
(define-derived-mode preceptor-mode text-mode "Note"
  "Major mode for clinical notes.

\\{preceptor-mode-map}"
  (setq-local comment-start "<!-- ")
  (setq-local comment-end " -->")
  (setq-local comment-start-skip "<!--[ \t]*")
  (setq-local outline-regexp "#+[ \t]\\|[A-Z][A-Z /&-]+:?[ \t]*$")
  (setq-local font-lock-defaults '(preceptor--font-lock t)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.\\(?:note\\|soap\\|hp\\)\\'" . preceptor-mode))

(defun preceptor-next-blank (&optional backwards)
  "Go to the next blank of the note and select it.
What you type then replaces it if `delete-selection-mode' is on.
If BACKWARDS is non-nil, go to the previous one."
  (interactive)
  (let* ((case-fold-search nil)
         (from (if (and (use-region-p) backwards) (region-beginning) (point)))
         (search (lambda (start)
                   (goto-char start)
                   (if backwards
                       (re-search-backward preceptor--blank nil t)
                     (re-search-forward preceptor--blank nil t))))
         (found (or (save-excursion (and (funcall search from) (match-data)))
                    (save-excursion
                      (and (funcall search (if backwards (point-max) (point-min)))
                           (match-data))))))
    (if (not found)
        (message "No blank is left in this note")
      (set-match-data found)
      (push-mark (match-beginning 0) t t)
      (goto-char (match-end 0)))))

(defun preceptor-previous-blank ()
  "Go to the previous blank of the note and select it."
  (interactive)
  (preceptor-next-blank t))

;;;; Eglot

(defun preceptor--contact (&rest _)
  "Return the program and arguments of the language server."
  (list preceptor-program "lsp"))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((preceptor-mode markdown-mode gfm-mode) . preceptor--contact))
  ;; At the end, for many modes that have a server of their own derive
  ;; from this one.
  (add-to-list 'eglot-server-programs '(text-mode . preceptor--contact) t))

(defun preceptor--eglot-p ()
  "Return non-nil if Eglot manages this buffer."
  (and (fboundp 'eglot-managed-p) (eglot-managed-p)))

;;;; Flymake, without a language server

(defvar-local preceptor--process nil
  "The check under way for this buffer.")

(defun preceptor--name ()
  "The path to take for the text of this buffer."
  (or buffer-file-name
      (expand-file-name (concat (replace-regexp-in-string "[^[:alnum:].-]" "_" (buffer-name))
                                ".note"))))

(defun preceptor--get (object &rest keys)
  "What stands in OBJECT under KEYS, one below the other."
  (dolist (key keys object)
    (setq object (cdr (assq key object)))))

(defun preceptor--position (span end)
  "The position in this buffer of the END, `start' or `end', of SPAN."
  (or (byte-to-position (+ (position-bytes (point-min))
                           (preceptor--get span end 'offset)))
      (point-max)))

(defun preceptor--diagnostic (found)
  "The Flymake diagnostic of FOUND, as the program prints it."
  (let* ((span (preceptor--get found 'span))
         (beg (preceptor--position span 'start))
         (end (max (preceptor--position span 'end) (min (1+ beg) (point-max)))))
    ;; A finding of a whole section is shown at its first line.
    (save-excursion
      (goto-char beg)
      (setq end (min end (max (line-end-position) (1+ beg)))))
    (when (= beg end)
      (setq beg (max (point-min) (1- beg))))
    (flymake-make-diagnostic
     (current-buffer) beg end
     (pcase (preceptor--get found 'severity)
       ("error" :error)
       ("warning" :warning)
       (_ :note))
     (let ((help (preceptor--get found 'help)))
       (concat (preceptor--get found 'message)
               (if (and (stringp help) (not (string-empty-p help)))
                   (concat "; " help)
                 "")
               " [" (preceptor--get found 'code) "]")))))

(defun preceptor--read (output)
  "The findings in OUTPUT, a buffer with what the program printed."
  (with-current-buffer output
    (goto-char (point-min))
    (let* ((json-array-type 'list)
           (json-object-type 'alist)
           (json-key-type 'symbol)
           (json-false nil)
           (report (json-read)))
      (cl-mapcan (lambda (note) (copy-sequence (preceptor--get note 'diagnostics)))
                 (preceptor--get report 'notes)))))

(defun preceptor--start (arguments then)
  "Run the program with ARGUMENTS over the text of this buffer.
Call THEN in this buffer with the exit status, a buffer with what it
printed, and one with its complaints.  Return the process."
  (let* ((source (current-buffer))
         (output (generate-new-buffer " *preceptor*"))
         (complaints (generate-new-buffer " *preceptor complaints*"))
         (coding-system-for-read 'utf-8-unix)
         (coding-system-for-write 'utf-8-unix)
         (pipe (make-pipe-process :name "preceptor complaints" :buffer complaints
                                  :noquery t :sentinel #'ignore))
         (process
          (condition-case problem
              (make-process
               :name "preceptor" :noquery t :connection-type 'pipe
               :buffer output :stderr pipe
               :command (cons preceptor-program arguments)
               :sentinel
               (lambda (process _event)
                 (unless (process-live-p process)
                   (unwind-protect
                       (when (buffer-live-p source)
                         (while (accept-process-output pipe 0.05))
                         (with-current-buffer source
                           (funcall then process (process-exit-status process)
                                    output complaints)))
                     (delete-process pipe)
                     (kill-buffer output)
                     (kill-buffer complaints)))))
            (error
             (delete-process pipe)
             (kill-buffer output)
             (kill-buffer complaints)
             (signal (car problem) (cdr problem))))))
    (save-restriction
      (widen)
      ;; The program may end before it has read all, if it cannot run.
      (ignore-errors
        (process-send-region process (point-min) (point-max))
        (process-send-eof process)))
    process))

(defun preceptor-flymake (report &rest _more)
  "Flymake backend: check the text of this buffer, saved or not.
REPORT is Flymake's function to hand the findings to."
  (unless (executable-find preceptor-program)
    (error "There is no program `%s'; see `preceptor-program'" preceptor-program))
  (let ((older preceptor--process))
    ;; Forgotten first, for killing it runs its sentinel at once.
    (setq preceptor--process nil)
    (when (process-live-p older)
      (delete-process older)))
  (setq preceptor--process
        (preceptor--start
         (append (list "check" "--quiet" "--format" "json" "--stdin-filename" (preceptor--name))
                 preceptor-check-arguments
                 (list "-"))
         (lambda (process status output complaints)
           ;; An answer to an older text is dropped.
           (when (eq process preceptor--process)
             (if (memq status '(0 1))
                 (save-restriction
                   (widen)
                   (funcall report (mapcar #'preceptor--diagnostic (preceptor--read output))))
               (funcall report :panic :explanation
                        (with-current-buffer complaints
                          (string-trim (buffer-string))))))))))

;;;###autoload
(defun preceptor-flymake-setup ()
  "Check this buffer with preceptor as you type, without a language server."
  (interactive)
  (add-hook 'flymake-diagnostic-functions #'preceptor-flymake nil t)
  (flymake-mode 1))

;;;; Commands

(defun preceptor--fixed (name)
  "The text of this buffer, of the note NAME, with every safe fix taken."
  (let ((complaints (make-temp-file "preceptor"))
        (source (current-buffer)))
    (unwind-protect
        (with-temp-buffer
          (let* ((output (current-buffer))
                 (coding-system-for-read 'utf-8-unix)
                 (coding-system-for-write 'utf-8-unix)
                 (status (with-current-buffer source
                           (save-restriction
                             (widen)
                             (call-process-region (point-min) (point-max) preceptor-program nil
                                                  (list output complaints) nil
                                                  "check" "--quiet" "--fix"
                                                  "--stdin-filename" name "-")))))
            (unless (memq status '(0 1))
              (error "%s" (with-temp-buffer
                            (insert-file-contents complaints)
                            (string-trim (buffer-string)))))
            (buffer-string)))
      (delete-file complaints))))

(defun preceptor-fix-buffer ()
  "Mend in this note what can be mended without changing any clinical meaning."
  (interactive "*")
  (let ((text (preceptor--fixed (preceptor--name)))
        (before (buffer-chars-modified-tick)))
    (save-restriction
      (widen)
      (let ((fixed (generate-new-buffer " *preceptor fixed*")))
        (unwind-protect
            (progn
              (with-current-buffer fixed (insert text))
              (unless (string= text (buffer-string))
                (replace-buffer-contents fixed)))
          (kill-buffer fixed))))
    (message (if (= before (buffer-chars-modified-tick))
                 "Nothing here can be mended safely without you"
               "Mended; undo takes it back"))))

(defun preceptor--codes-at-point ()
  "The codes of the rules with a finding at point."
  (delete-dups
   (cl-loop for found in (flymake-diagnostics (line-beginning-position) (line-end-position))
            for text = (flymake-diagnostic-text found)
            when (string-match "\\b\\([A-Z]\\{3\\}[0-9]\\{3\\}\\)\\b" text)
            collect (match-string 1 text))))

(defun preceptor-explain (code)
  "Show what the rule CODE asks for, and why."
  (interactive
   (let ((here (preceptor--codes-at-point)))
     (list (completing-read "Explain rule: " here nil nil nil nil (car here)))))
  (with-help-window "*preceptor explain*"
    (with-current-buffer standard-output
      (call-process preceptor-program nil t nil "explain" "--color" "never" (upcase code)))))

(provide 'preceptor)
;;; preceptor.el ends here
