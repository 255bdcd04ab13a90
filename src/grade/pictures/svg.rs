//! Writing SVG.

use std::fmt::Write as _;

use super::{escape, push_escaped};

/// A picture while it is drawn. What is given as text is escaped; classes and ids are the program's own.
pub(super) struct Svg {
    width: f64,
    height: f64,
    head: String,
    body: String,
}

impl Svg {
    /// A picture of this size in pixels, with its name and what it says in words. `id` is unique in a page.
    pub(super) fn new(id: &str, width: f64, height: f64, title: &str, description: &str) -> Self {
        // Ids of the name and the description, for those who hear the picture.
        let head = format!(
            "role=\"group\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc \
             id=\"{id}-d\">{}</desc>",
            escape(title),
            escape(description)
        );
        Self {
            width,
            height,
            head,
            body: String::new(),
        }
    }

    pub(super) fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let _ = write!(self.body, "<text x=\"{}\" y=\"{}\"{}>", N(x), N(y), Class(class));
        push_escaped(&mut self.body, text);
        self.body.push_str("</text>");
    }

    /// Text that runs upwards from a point.
    pub(super) fn upright(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let (x, y) = (N(x), N(y));
        let _ = write!(
            self.body,
            "<text transform=\"translate({x} {y}) rotate(-90)\"{}>",
            Class(class)
        );
        push_escaped(&mut self.body, text);
        self.body.push_str("</text>");
    }

    pub(super) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, class: &str) {
        if width > 0.0 && height > 0.0 {
            let _ = write!(
                self.body,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>",
                N(x),
                N(y),
                N(width),
                N(height),
                Class(class)
            );
        }
    }

    pub(super) fn line(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, class: &str) {
        let _ = write!(
            self.body,
            "<path d=\"M{} {}L{} {}\"{}/>",
            N(x1),
            N(y1),
            N(x2),
            N(y2),
            Class(class)
        );
    }

    pub(super) fn dot(&mut self, x: f64, y: f64, radius: f64, class: &str) {
        let _ = write!(
            self.body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>",
            N(x),
            N(y),
            N(radius),
            Class(class)
        );
    }

    /// What is drawn by `inside` leads to the place `anchor` of the page.
    pub(super) fn link(&mut self, anchor: &str, inside: impl FnOnce(&mut Self)) {
        let _ = write!(self.body, "<a href=\"#{}\">", super::id(anchor));
        inside(self);
        self.body.push_str("</a>");
    }

    /// Stripes, as the fill `url(#id)`.
    pub(super) fn stripes(&mut self, id: &str) {
        let _ = write!(
            self.body,
            "<defs><pattern id=\"{id}\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\" class=\"under\"/><rect width=\"2\" \
             height=\"5\" class=\"stripe\"/></pattern></defs>"
        );
    }

    /// A rectangle filled with the stripes `id`.
    pub(super) fn striped(&mut self, x: f64, y: f64, width: f64, height: f64, class: &str, id: &str) {
        if width > 0.0 && height > 0.0 {
            let _ = write!(
                self.body,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"url(#{id})\"{}/>",
                N(x),
                N(y),
                N(width),
                N(height),
                Class(class)
            );
        }
    }

    pub(super) fn finish(self) -> String {
        let (width, height) = (N(self.width), N(self.height));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" {}{}</svg>",
            self.head, self.body
        )
    }
}

/// A figure around a picture, with what it says below it, and its values as a table to unfold.
pub(super) fn figure(svg: &str, caption: &str, table: &str) -> String {
    format!(
        "<figure class=\"pic\">\n<div class=\"wide\">{svg}</div>\n<figcaption>{caption}</figcaption>\n{table}</figure>\n"
    )
}

/// A table to unfold below a picture.
pub(super) fn values(table: &str) -> String {
    format!(
        "<details class=\"values\"><summary>The same as a table</summary>\n<div class=\"wide\">{table}</div></details>\n"
    )
}

struct Class<'c>(&'c str);

impl std::fmt::Display for Class<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, " class=\"{}\"", self.0)
    }
}

/// A coordinate, to a tenth of a pixel.
pub(super) struct N(pub(super) f64);

impl std::fmt::Display for N {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = (self.0 * 10.0).round() / 10.0;
        // Neither -0 nor what no browser reads.
        let tenths = if tenths.is_finite() { tenths + 0.0 } else { 0.0 };
        write!(f, "{tenths}")
    }
}

/// About how many pixels `text` takes at a size of `size`.
pub(super) fn width_of(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * 0.62
}

/// `text`, shortened to about `width` pixels at a size of `size`.
pub(super) fn fitting(text: &str, width: f64, size: f64) -> String {
    super::shortened(text, (width / (size * 0.62)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_always_numbers() {
        let shown = [1.0, 1.26, -0.04, f64::NAN, f64::INFINITY].map(|number| N(number).to_string());
        assert_eq!(shown, ["1", "1.3", "0", "0", "0"]);
    }

    #[test]
    fn text_of_a_picture_is_escaped() {
        let mut svg = Svg::new("p", 10.0, 10.0, "<t>", "a & b");
        svg.text(0.0, 0.0, "", "</text><script>");
        svg.link("s-1\"><x", |svg| svg.rect(0.0, 0.0, 1.0, 1.0, "l4"));
        let drawn = svg.finish();
        assert!(
            drawn.contains("&lt;t&gt;") && drawn.contains("a &amp; b") && drawn.contains("&lt;/text&gt;&lt;script&gt;")
        );
        assert!(drawn.contains("<a href=\"#s-1x\">"), "{drawn}");
    }
}
