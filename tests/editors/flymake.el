;;; flymake.el --- A note in Emacs without a language server  -*- lexical-binding: t; -*-

;; By hand, with `preceptor' on the PATH and a copy of a note:
;;   EDITORS=$PWD/editors NOTE=/tmp/note.soap OUT=/tmp/out.json \
;;     emacs --batch -Q -l tests/editors/flymake.el
;; What happened is written to OUT as JSON; `tests/editors.rs' judges it.

;;; Code:

(load (expand-file-name "story.el" (file-name-directory load-file-name)) nil t)
(require 'preceptor)

(story-part "opening"
  (find-file (getenv "NOTE"))
  (story-tell 'mode (symbol-name major-mode))
  (preceptor-flymake-setup)
  (story-agree "opened"))

(story-part "typing"
  (story-on "café")
  (insert "🙂🙂 IU ")
  (goto-char (point-max))
  (insert "\n🙂\t10.0 mg QD\n")
  (story-agree "not saved")
  (narrow-to-region (point-min) (line-beginning-position -3))
  (flymake-start)
  (widen)
  (story-agree "narrowed and widened"))

(story-part "safe fixes"
  (preceptor-fix-buffer)
  (story-agree "all safe fixes taken")
  (story-tell 'mended (buffer-string))
  (save-buffer)
  (story-agree "saved"))

(story-part "blanks"
  (goto-char (point-min))
  (preceptor-next-blank)
  (story-tell 'blank (buffer-substring (region-beginning) (region-end))))

(story-part "explanation"
  (story-on "***")
  (story-tell 'codes (vconcat (preceptor--codes-at-point)))
  (preceptor-explain "TPL001")
  (story-tell 'explained (with-current-buffer "*preceptor explain*" (buffer-string))))

(story-part "a buffer that is no file"
  (with-current-buffer (get-buffer-create "pasted")
    (insert "S: cough for *** days\n\nP: aspirin 81.0 mg QD\n")
    (preceptor-mode)
    (preceptor-flymake-setup)
    (flymake-start)
    (story-wait "findings" (lambda () (flymake-diagnostics)))
    (story-tell 'pasted (vconcat (story-shown)))))

(story-part "a program that is not there"
  (with-temp-buffer
    (let ((preceptor-program "no-such-preceptor"))
      (story-tell 'missing
                  (condition-case problem
                      (progn (preceptor-flymake #'ignore) "")
                    (error (error-message-string problem)))))))

(story-part "compile"
  (require 'compile)
  ;; So does Emacs itself when it starts with a screen.
  (setenv "TERM" "dumb")
  (find-file (getenv "NOTE"))
  (let* ((compilation-ask-about-save nil)
         (done nil)
         (compilation-finish-functions (list (lambda (&rest _) (setq done t))))
         (command (format "preceptor check --quiet --format concise %s"
                          (shell-quote-argument (file-name-nondirectory buffer-file-name))))
         (buffer (compilation-start command nil (lambda (_) "*check*"))))
    (story-wait "the run" (lambda () done))
    (with-current-buffer buffer
      (compilation--ensure-parse (point-max))
      (goto-char (point-min))
      (let (found)
        (while (not (eobp))
          (let ((message (get-text-property (point) 'compilation-message)))
            (when message
              (let ((place (compilation--message->loc message)))
                (push (format "%s:%d:%d %s"
                              (caar (compilation--loc->file-struct place))
                              (compilation--loc->line place)
                              (compilation--loc->col place)
                              (aref ["info" "warning" "error"]
                                    (compilation--message->type message)))
                      found))))
          (forward-line 1))
        (story-tell 'compiled (vconcat (reverse found)))))))

(story-finish)
;;; flymake.el ends here
