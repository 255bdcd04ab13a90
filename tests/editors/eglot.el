;;; eglot.el --- A note in Emacs with the language server  -*- lexical-binding: t; -*-

;; By hand, with `preceptor' on the PATH and a copy of a note:
;;   EDITORS=$PWD/editors NOTE=/tmp/note.soap OUT=/tmp/out.json \
;;     emacs --batch --no-site-file -l tests/editors/eglot.el
;; What happened is written to OUT as JSON; `tests/editors.rs' judges it.

;;; Code:

(load (expand-file-name "story.el" (file-name-directory load-file-name)) nil t)
(package-initialize)
(require 'eglot)
(require 'preceptor)
;; With it Eglot asks for snippets; without it, for plain text.
(when (require 'yasnippet nil t)
  (yas-global-mode 1))

(story-part "opening"
  (find-file (getenv "NOTE"))
  (story-tell 'mode (symbol-name major-mode))
  (setq eglot-sync-connect 10
        eglot-autoshutdown t)
  (apply #'eglot (eglot--guess-contact))
  (story-wait "the server" (lambda () (eglot-managed-p)))
  (story-agree "opened"))

(story-part "hover"
  (story-on "QD")
  (let ((answer (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                 (eglot--TextDocumentPositionParams))))
    (story-tell 'hover (or (plist-get (plist-get answer :contents) :value) (format "%S" answer)))))

(story-part "completion"
  (goto-char (point-max))
  (insert "\n\n")
  (story-agree "two empty lines")
  (goto-char (point-max))
  (pcase-let ((`(,beg ,end ,table . ,_) (eglot-completion-at-point)))
    (story-tell 'completion
                (vconcat (mapcar #'substring-no-properties
                                 (all-completions (buffer-substring beg end) table))))))

(story-part "code action"
  (story-on "QD")
  (let ((last-nonmenu-event t) ; not by the mouse
        titles)
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt collection &rest _)
                 (setq titles (all-completions "" collection))
                 (or (cl-find-if (lambda (title) (string-match-p "daily" title)) titles)
                     (error "No action writes daily: %S" titles))))
              ((symbol-function 'y-or-n-p) (lambda (&rest _) t)))
      (let ((was (buffer-string)))
        ;; A single action is taken without asking.
        (call-interactively #'eglot-code-actions)
        (story-wait "the note mended by a code action"
                    (lambda () (not (string= was (buffer-string)))))))
    (story-tell 'actions (vconcat titles)))
  (story-agree "one action taken"))

(story-part "typing"
  (story-on "café")
  (delete-region (point) (save-excursion (search-forward "and 🙂")))
  (insert "crêpe 🙂🙂 IU and")
  (story-agree "typed over é")
  (story-on "IU")
  (delete-char 2)
  (insert "5.0 mg 👩‍⚕️ MSO4 ")
  (goto-char (point-max))
  (insert "🙂\t10.0 mg QD\n")
  (story-agree "lines put in")
  (goto-char (point-min))
  (delete-region (point) (line-beginning-position 2))
  (story-agree "a line taken out")
  (insert "# SOAP Note\n")
  (story-agree "and put back"))

(story-part "all safe fixes"
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt collection &rest _) (car (all-completions "" collection)))))
    (eglot-code-actions (point-min) (point-max) "source.fixAll.preceptor" t))
  (story-agree "all safe fixes taken")
  (save-buffer)
  (story-tell 'mended (buffer-string))
  (story-agree "saved"))

(story-part "layout"
  (goto-char (point-max))
  (insert "\nP:\n*  aspirin 81 mg daily   \n*  call in 2 days\n")
  (story-agree "a plan")
  (story-tell 'before_format (buffer-string))
  (eglot-format-buffer)
  (story-tell 'formatted (buffer-string))
  (story-agree "laid out")
  (save-buffer))

(story-part "outline"
  ;; This Eglot puts the sections under the names of their sorts.
  (story-tell 'symbols
              (vconcat (cl-loop for (_sort . found) in (eglot-imenu)
                                append (mapcar #'car (and (listp found) found))))))

(story-part "closing"
  (kill-buffer)
  (let ((server (lambda () (hash-table-values eglot--servers-by-project))))
    (story-wait "the server's end"
                (lambda () (not (cl-some #'jsonrpc-running-p
                                         (apply #'append (funcall server))))))))

(story-finish)
;;; eglot.el ends here
