"""The notes as documents, each written by LibreOffice."""

import hashlib
import html
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "odt": "odt:writer8",
    "rtf": "rtf:Rich Text Format",
    "pdf": "pdf:writer_pdf_Export",
}


def inline(text):
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(text, quote=False))


def to_html(note):
    """A note as the HTML that a student's word processor would hold: headings, lists, a paragraph a line."""
    out, lists = [], []

    def close(down_to=0):
        while len(lists) > down_to:
            out.append("</%s>" % lists.pop()[0])

    for line in note.splitlines():
        item = re.match(r"( *)(-|\d+\.) (.*)", line)
        heading = re.match(r"(#{1,6}) (.*)", line)
        if item:
            depth = 1 if len(item[1]) < 2 else 2
            kind = "ul" if item[2] == "-" else "ol"
            # A list of another kind at the same depth begins anew; an ordered one goes on counting.
            if len(lists) >= depth and lists[depth - 1][0] != kind:
                close(depth - 1)
            close(depth)
            while len(lists) < depth:
                start = "" if kind == "ul" else ' start="%s"' % item[2].rstrip(".")
                out.append("<%s%s>" % (kind, start))
                lists.append((kind,))
            out.append("<li>%s</li>" % inline(item[3]))
            continue
        if not line.strip():
            continue
        close()
        if heading:
            out.append("<h%d>%s</h%d>" % (len(heading[1]), inline(heading[2]), len(heading[1])))
        else:
            out.append("<p>%s</p>" % inline(line))
    close()
    return "<html><head><meta charset='utf-8'></head><body>\n%s\n</body></html>\n" % "\n".join(out)


def soffice():
    return shutil.which("soffice") or shutil.which("libreoffice")


def build(notes, cache):
    """Documents of `notes`, {(name, format): text}, as {(name, format): bytes}; what stands in `cache` is not made anew."""
    cache.mkdir(parents=True, exist_ok=True)
    path = {}
    for (name, form), text in notes.items():
        digest = hashlib.sha256(to_html(text).encode()).hexdigest()[:16]
        path[name, form] = cache / ("%s-%s.%s" % (name, digest, form))
    for form, name_of_filter in FILTERS.items():
        todo = [key for key in notes if key[1] == form and not path[key].exists()]
        if not todo:
            continue
        with tempfile.TemporaryDirectory() as folder:
            sources = []
            for name, _ in todo:
                source = Path(folder) / (name + ".html")
                source.write_text(to_html(notes[name, form]), encoding="utf-8")
                sources.append(str(source))
            command = [soffice(), "-env:UserInstallation=file://%s/profile" % folder, "--headless", "--norestore",
                       "--infilter=HTML (StarWriter)", "--convert-to", name_of_filter, "--outdir", folder + "/out"]
            ran = subprocess.run(command + sources, capture_output=True, text=True, timeout=300)
            for name, _ in todo:
                made = Path(folder) / "out" / ("%s.%s" % (name, form))
                if not made.exists():
                    raise SystemExit("make-class: soffice wrote no %s:\n%s%s" % (made.name, ran.stdout, ran.stderr))
                shutil.copy(made, path[name, form])
    return {key: made.read_bytes() for key, made in path.items()}
