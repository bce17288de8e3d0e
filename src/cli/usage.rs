//! Wrong usage, said in Vietnamese. In English clap's own sentences serve.
//!
//! Nothing is decided here: clap found what is wrong, and these are its words.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What is wrong, how the command is used, and what to do.
pub fn in_vietnamese(error: &clap::Error) -> String {
    let mut lines = vec![format!("lỗi: {}", sentence(error))];
    lines.extend(suggestion(error).map(|near| format!("  gợi ý: có phải ý bạn là {near}?")));
    lines.extend(
        listed(error, ContextKind::ValidValue)
            .map(|values| format!("  giá trị dùng được: {values}")),
    );
    lines.extend(listed(error, ContextKind::Usage).map(|usage| {
        let usage = usage.trim().trim_start_matches("Usage: ");
        format!("\nCách dùng: {usage}")
    }));
    lines.push("\nXem thêm: thêm `--help` vào sau lệnh.\n".to_owned());
    lines.join("\n")
}

fn sentence(error: &clap::Error) -> String {
    let part = |kind| listed(error, kind).unwrap_or_default();
    let argument = part(ContextKind::InvalidArg);
    let value = part(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("`{argument}` cần một giá trị"),
        ErrorKind::InvalidValue => format!("`{argument}` không nhận giá trị \"{value}\""),
        ErrorKind::UnknownArgument => format!("không có tùy chọn hay đối số `{argument}`"),
        ErrorKind::InvalidSubcommand => {
            format!("không có lệnh `{}`", part(ContextKind::InvalidSubcommand))
        }
        ErrorKind::NoEquals => format!("giá trị của `{argument}` phải viết sau dấu `=`"),
        // The argument shows the shape that it wants: `--as-of <YYYY-MM-DD>`.
        ErrorKind::ValueValidation => format!("\"{value}\" không dùng được cho `{argument}`"),
        ErrorKind::TooManyValues => format!("`{argument}` không nhận thêm giá trị \"{value}\""),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("`{argument}` không đủ hoặc thừa giá trị")
        }
        ErrorKind::ArgumentConflict => {
            let other = part(ContextKind::PriorArg);
            if other.is_empty() || other == argument {
                format!("`{argument}` chỉ được dùng một lần")
            } else {
                format!("`{argument}` không dùng được cùng với `{other}`")
            }
        }
        ErrorKind::MissingRequiredArgument => format!("còn thiếu: {argument}"),
        ErrorKind::MissingSubcommand => "còn thiếu lệnh".to_owned(),
        ErrorKind::InvalidUtf8 => "đối số không phải văn bản UTF-8".to_owned(),
        // What remains are failures of the system, which it words itself.
        _ => error.to_string(),
    }
}

/// The nearest word: of several, clap puts it last.
fn suggestion(error: &clap::Error) -> Option<String> {
    [
        ContextKind::SuggestedValue,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
    ]
    .into_iter()
    .find_map(|kind| match error.get(kind)? {
        ContextValue::String(near) => Some(near),
        ContextValue::Strings(near) => near.last(),
        _ => None,
    })
    .map(|near| format!("`{near}`"))
}

/// What the error carries under a heading, joined with commas.
fn listed(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let text = match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            texts.join(", ")
        }
        ContextValue::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}
