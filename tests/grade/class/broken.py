"""Files that nobody can mark, each broken in a way that happens (or that somebody would try)."""

import io
import struct
import zipfile
import zlib

STAMP = (2026, 11, 15, 20, 0, 0)
NOTE = b"# History and Physical\n\n## Chief Complaint\n\nChest pain for 2 days\n"
CONTENT_TYPES = (
    b'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)
HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?><w:document '
    b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
)
TAIL = b"</w:t></w:r></w:p></w:body></w:document>"


def archive(members, compression=zipfile.ZIP_DEFLATED):
    """A zip of (name, bytes), the same on every day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name, content in members:
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = compression
            info.external_attr = 0o644 << 16
            out.writestr(info, content)
    return buffer.getvalue()


def docx(body):
    return archive([
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", HEAD + body + TAIL),
    ])


def truncated_docx():
    whole = docx(NOTE * 40)
    return whole[: len(whole) * 2 // 3]


def encrypted_docx():
    """As Word saves with a password: a compound file with EncryptionInfo and EncryptedPackage."""
    sector = 512

    def entry(name, kind, child, start, size, right=0xFFFFFFFF):
        raw = name.encode("utf-16-le") + b"\0\0" if name else b""
        return (raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, right, child)
                + b"\0" * 36 + struct.pack("<IQ", start, size))

    info = b"\x04\x00\x04\x00\x40\x00\x00\x00" + b'<?xml version="1.0" encoding="UTF-8"?><encryption/>'
    info = info.ljust(8 * sector, b"\0")
    state, noise = 7, bytearray()
    for _ in range(16 * sector):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        noise.append(state >> 16 & 0xFF)
    directory = (entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("EncryptionInfo", 2, 0xFFFFFFFF, 2, len(info), 2)
                 + entry("EncryptedPackage", 2, 0xFFFFFFFF, 10, len(noise)) + entry("", 0, 0xFFFFFFFF, 0, 0))
    fat = [0xFFFFFFFD, 0xFFFFFFFE] + list(range(3, 10)) + [0xFFFFFFFE] + list(range(11, 26)) + [0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (sector // 4 - len(fat))
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
              + b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
              + struct.pack("<I", 0) + b"\xff" * (108 * 4))
    return header + struct.pack("<%dI" % len(fat), *fat) + directory + info + bytes(noise)


def encrypted_zip():
    """With the bit set that says a password is needed; the bytes are noise then."""
    raw = bytearray(archive([("H&P.md", NOTE)], zipfile.ZIP_STORED))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + at] |= 1
    return bytes(raw)


def truncated_zip():
    whole = archive([("H&P.md", NOTE * 30), ("labs.md", NOTE)], zipfile.ZIP_STORED)
    return whole[: len(whole) // 2]


def traversal_zip():
    return archive([("../../escaped.md", NOTE), ("/tmp/escaped.md", NOTE), ("..\\..\\escaped.md", NOTE)])


def bomb_docx():
    """300 kB that unpack to 300 MB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in (("[Content_Types].xml", CONTENT_TYPES), ("_rels/.rels", RELATIONS)):
            out.writestr(zipfile.ZipInfo(name, STAMP), content)
        info = zipfile.ZipInfo("word/document.xml", STAMP)
        info.compress_type = zipfile.ZIP_DEFLATED
        with out.open(info, "w") as part:
            part.write(HEAD)
            for _ in range(300):
                part.write(b"a" * 1_000_000)
            part.write(TAIL)
    return buffer.getvalue()


def scanned_pdf():
    """A page that is a picture."""
    width, height = 160, 200
    rows = b"".join(bytes(0 if (x // 4 + y // 6) % 5 == 0 else 255 for x in range(width)) for y in range(height))
    picture = zlib.compress(rows, 9)
    draw = b"q 595 0 0 842 0 0 cm /Im0 Do Q"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /XObject << /Im0 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(draw), draw),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (width, height, len(picture), picture),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
                  % (len(objects) + 1, table, len(objects) + 1, len(out)))


def pages():
    return archive([("Index/Document.iwa", b"\0" * 64), ("preview.jpg", photo()), ("Metadata/Properties.plist", b"x")])


def photo():
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x11" * 400 + b"\xff\xd9"


MAKERS = {
    "truncated.docx": truncated_docx,
    "encrypted.docx": encrypted_docx,
    "encrypted.zip": encrypted_zip,
    "scanned.pdf": scanned_pdf,
    "bomb.docx": bomb_docx,
    "traversal.zip": traversal_zip,
    "empty.md": lambda: b"",
    "note.pages": pages,
    "truncated.zip": truncated_zip,
    "photo.jpg": photo,
}
