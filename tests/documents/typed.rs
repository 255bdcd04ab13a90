//! Text boxes of courses (HTML) and Rich Text by other hands than LibreOffice's.

use preceptor::files::import::DocumentFormat::{self, Html, Rtf};
use preceptor::files::import::{ImportOptions, Tracked, import};

use super::text_of;

fn html(source: &str) -> String {
    text_of(Html, source.as_bytes())
}

fn rtf(source: &str) -> String {
    text_of(Rtf, format!("{{\\rtf1\\ansi\\ansicpg1252\\deff0 {source}}}").as_bytes())
}

#[test]
fn what_is_typed_into_a_text_box_reads_as_it_looks() {
    let source = "<div class=\"no-overflow\"><h3>Subjective</h3><p>CC: &ldquo;can&#39;t sleep&rdquo;&nbsp;<br />HPI: 34M, pain &lt; 2&#8239;h</p>\
                  <p><strong>PMH</strong></p><ul><li>asthma<ul><li>mild</li></ul></li><li><p>gout</p><p>last flare 2021</p></li></ul>\
                  <ol start=\"3\"><li>rest</li><li>ice</li></ol><p>&nbsp;</p><table><tbody><tr><th>Lab</th><th>Mon</th></tr>\
                  <tr><td>K</td><td>2.9</td></tr></tbody></table><pre>  BP 120/80\n  HR 70</pre><script>alert('x')</script>\
                  <style>p { color: red }</style><p>10<sup>3</sup>, β-blocker<span style=\"display: none\">unseen</span></p></div>";
    assert_eq!(
        html(source),
        "### Subjective\n\nCC: “can't sleep”\nHPI: 34M, pain < 2\u{202f}h\n\n**PMH**\n\n- asthma\n  - mild\n- gout\n  \
         last flare 2021\n\n3. rest\n4. ice\n\n| Lab | Mon |\n| --- | --- |\n| K | 2.9 |\n\nBP 120/80\nHR 70\n\n10³, β-blocker\n"
    );
}

#[test]
fn divisions_are_lines_and_paragraphs_have_gaps() {
    assert_eq!(
        html("<html><div>S: cough</div><div>O: clear</div></html>"),
        "S: cough\nO: clear\n"
    );
    assert_eq!(
        html("<html><p>S: cough</p><p>O: clear</p></html>"),
        "S: cough\n\nO: clear\n"
    );
    // A head that is never closed, and a page without any.
    assert_eq!(
        html("<html><head><title>x</title><body>S: cough</body></html>"),
        "S: cough\n"
    );
    assert_eq!(html("just words &amp; more"), "just words & more\n");
    // Layout by a table, and ticked boxes.
    let table = "<table><tr><td>CC</td><td><p>Chest pain</p></td></tr><tr><td>Smoker</td><td><input type=checkbox checked> \
                 yes <input type=checkbox> no</td></tr></table>";
    assert_eq!(html(table), "CC: Chest pain\nSmoker: ☒ yes ☐ no\n");
}

#[test]
fn older_pages_are_read_in_their_encoding() {
    let page = b"<html><meta charset=\"iso-8859-1\"><p>\xdcbelkeit, 37 \xb0C</p></html>";
    assert_eq!(text_of(Html, page), "Übelkeit, 37 °C\n");
    assert_eq!(text_of(Html, b"\xff\xfe<\0p\0>\0x\0"), "x\n");
}

#[test]
fn rich_text_loses_no_character() {
    // What a reader at hand drops: ends of paragraphs, \~, and \u with its substitute.
    assert_eq!(
        rtf(r"64\~y/o M\par 37\u176?C on a \u946?-blocker\par\pard done"),
        "64\u{a0}y/o M\n37°C on a β-blocker\ndone\n"
    );
    assert_eq!(
        rtf(r"\uc0\u8805  5\uc1 \u-4051?\u956 ?g {\uc2\u233 xy}t\u233\'e9"),
        "≥ 5\u{f02d}μg été\n".replace('\u{f02d}', "−")
    );
    assert_eq!(
        rtf(r"\'dcbelkeit \'93quoted\'94 \emdash  \endash \lquote a\rquote  \bullet\tab x\line y"),
        "Übelkeit “quoted” — –‘a’ •\tx\ny\n"
    );
    assert_eq!(
        rtf(r"post\_op, hy\-phen, \{braces\}, back\\slash"),
        "post-op, hyphen, {braces}, back\\slash\n"
    );
    // Both halves of a character beyond the first plane.
    assert_eq!(rtf(r"\u-10179?\u-8704?"), "😀\n");
    let fonts = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset2 Symbol;}{\f3\fcharset128 MS Gothic;}}";
    assert_eq!(
        rtf(&format!(r"{fonts}{{\f1 \'e3\'ee\'e4}} {{\f2 b\'b3}} {{\f3 \'93\'fa}}")),
        "год β≥ 日\n"
    );
}

#[test]
fn rich_text_shows_what_a_reader_sees() {
    let head = r"{\fonttbl{\f0 Times;}}{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}
        {\s2\sbasedon1 Meine;}{\*\cs3 Strong;}}{\info{\author Nobody}}{\*\generator X;}{\header Jane Doe\par}";
    let body = r"{\pard\s1 Subjective\par}{\pard\s2 Objective\par}\pard{\b PMH}\par gout since the year before last\par
{\pard{\listtext\'b7\tab}\ls1\ilvl0 one\par{\listtext -\tab}\ls1\ilvl1 two\par}\pard see {\field{\*\fldinst{HYPERLINK x}}{\fldrslt{\ul the page}}}
{\pict\pngblip 89504e47}{\v hidden}{\*\unknown nothing}{\deleted gone}{\revised here}\par";
    assert_eq!(
        rtf(&format!("{head}{body}")),
        "# Subjective\n\n# Objective\n\n**PMH**\ngout since the year before last\n- one\n  - two\n\nsee the pagehere\n"
    );
    // What WordPad writes: no lists, only marks and indents.
    assert_eq!(
        rtf(
            r"{\pntext\'b7\tab}{\*\pn\pnlvlblt}\fi-360\li720 one\par{\pntext\'b7\tab}\li1440 two\par{\pntext\'b7\tab}\li720 three\par"
        ),
        "- one\n  - two\n- three\n"
    );
    // What TextEdit writes: a backslash at the end of each line.
    assert_eq!(
        rtf("{\\listtext\t\\uc0\\u8226 \t}one\\\n{\\listtext\t\\uc0\\u8226 \t}two"),
        "- one\n- two\n"
    );
    let refused = import(
        DocumentFormat::Rtf,
        br"{\rtf1 pain {\deleted left}{\revised right} arm{\deleted\par}here}",
        &ImportOptions {
            tracked: Tracked::Refuse,
        },
    );
    assert_eq!(refused.map(|read| read.text), Ok("pain left arm\nhere\n".to_owned()));
    assert_eq!(
        rtf(r"pain {\deleted left}{\revised right} arm{\deleted\par} here"),
        "pain right arm here\n"
    );
}

#[test]
fn rich_text_tables_are_tables() {
    let row = |cells: &[&str], edges: &[u32]| {
        let edges: String = edges.iter().map(|edge| format!("\\cellx{edge}")).collect();
        let cells: String = cells.iter().map(|cell| format!("\\pard\\intbl {cell}\\cell")).collect();
        format!("\\trowd{edges}{cells}\\row")
    };
    let labs = row(&["Lab", "Mon", "Tue"], &[1000, 2000, 3000]) + &row(&["K", "2.9", "3.4"], &[1000, 2000, 3000]);
    let layout = row(&["CC", "Chest pain"], &[1500, 9000]) + &row(&["PMH", "gout\\par asthma"], &[1500, 9000]);
    assert_eq!(
        rtf(&format!("{labs}{layout}\\pard after\\par")),
        "| Lab | Mon | Tue |\n| --- | --- | --- |\n| K | 2.9 | 3.4 |\n\nCC: Chest pain\nPMH: gout\nasthma\n\nafter\n"
    );
}
