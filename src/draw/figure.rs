//! A shape around the middle of its cell, with its texts inside or, for gateways and events, above.

use super::diagram::Figure;
use super::geometry::{Point, Rect, Shape, ShapeKind, TextBlock, TextRole};
use super::layout::block;
use super::text::{height, widest};

/// A shape around the middle of its cell, with its texts.
pub(crate) fn shape(figure: &Figure, lane: usize, centre: Point) -> Shape {
    let (width, high) = figure.size;
    let rect = Rect {
        x: centre.x - width / 2,
        y: centre.y - high / 2,
        width,
        height: high,
    };
    let mut texts = Vec::new();
    let number = figure.number.as_slice();
    match figure.kind {
        ShapeKind::Task | ShapeKind::Call => {
            let mut top = rect.y + 4;
            let mut bottom = rect.bottom() - 7;
            if !number.is_empty() {
                let wide = widest(number, TextRole::Number.font());
                texts.push(block(
                    TextRole::Number,
                    number,
                    rect.x + 7,
                    wide,
                    top,
                    false,
                ));
                top = texts.last().map_or(top, |text| text.rect.bottom() - 2);
            }
            let inner = (rect.x + 6, rect.width - 12);
            let notes = block(TextRole::Note, &figure.notes, inner.0, inner.1, 0, true);
            if !figure.notes.is_empty() {
                bottom -= notes.rect.height;
                let rect = Rect {
                    y: bottom,
                    ..notes.rect
                };
                texts.push(TextBlock { rect, ..notes });
                bottom -= 3;
            }
            let free = bottom - top - height(&figure.name, TextRole::Name.font());
            let y = top + free / 2;
            texts.push(block(
                TextRole::Name,
                &figure.name,
                inner.0,
                inner.1,
                y,
                true,
            ));
        }
        ShapeKind::Link => {
            let y = centre.y - TextRole::Number.font().line / 2;
            texts.push(block(TextRole::Number, number, rect.x, rect.width, y, true));
        }
        _ if !figure.name.is_empty() => {
            let font = TextRole::Condition.font();
            let wide = widest(&figure.name, font);
            let y = rect.y - 3 - height(&figure.name, font);
            let x = centre.x - wide / 2;
            texts.push(block(TextRole::Condition, &figure.name, x, wide, y, true));
        }
        _ => {}
    }
    Shape {
        element: figure.element,
        kind: figure.kind,
        lane,
        rect,
        texts,
    }
}
