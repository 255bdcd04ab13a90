//! The encodings of Rich Text Format.

use encoding_rs::{self as encodings, Encoding};

/// How the bytes of a font are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    Encoded(&'static Encoding),
    /// A font of symbols.
    Symbols,
    /// What the document says.
    Default,
}

/// The encoding of a Windows code page.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    Some(match number {
        874 => encodings::WINDOWS_874,
        932 => encodings::SHIFT_JIS,
        936 => encodings::GBK,
        949 => encodings::EUC_KR,
        950 => encodings::BIG5,
        866 => encodings::IBM866,
        1250 => encodings::WINDOWS_1250,
        1251 => encodings::WINDOWS_1251,
        1252 => encodings::WINDOWS_1252,
        1253 => encodings::WINDOWS_1253,
        1254 => encodings::WINDOWS_1254,
        1255 => encodings::WINDOWS_1255,
        1256 => encodings::WINDOWS_1256,
        1257 => encodings::WINDOWS_1257,
        1258 => encodings::WINDOWS_1258,
        10000 => encodings::MACINTOSH,
        10007 => encodings::X_MAC_CYRILLIC,
        20866 => encodings::KOI8_R,
        28592 => encodings::ISO_8859_2,
        65001 => encodings::UTF_8,
        _ => return None,
    })
}

/// The encoding of a `\fcharset`.
pub(super) fn charset(number: i32) -> Charset {
    let page = match number {
        0 => 1252,
        2 => return Charset::Symbols,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return Charset::Default,
    };
    code_page(page).map_or(Charset::Default, Charset::Encoded)
}
