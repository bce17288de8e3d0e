//! Every message of the tool, in English and Vietnamese.
//!
//! A message is built in both languages at once, as a [`Localized`]: a check needs no language, and a message that lacks
//! one does not compile. The texts stand in the `texts!` blocks beside the code that speaks them or in the files of this
//! folder; rule files carry their own `{ en, vi }` texts of the same type.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language of the user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Vietnamese.
    Vi,
}

impl Lang {
    /// Its code (ISO 639-1), as on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Vi => "vi",
        }
    }
}

/// One text in every language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    /// English.
    pub en: Cow<'static, str>,
    /// Vietnamese.
    pub vi: Cow<'static, str>,
}

impl Localized {
    /// Two texts that stand in the program.
    pub const fn fixed(en: &'static str, vi: &'static str) -> Self {
        Self {
            en: Cow::Borrowed(en),
            vi: Cow::Borrowed(vi),
        }
    }

    /// Two texts made at run time.
    pub fn new(en: impl Into<String>, vi: impl Into<String>) -> Self {
        Self {
            en: Cow::Owned(en.into()),
            vi: Cow::Owned(vi.into()),
        }
    }

    /// A text that is the same in every language: a name, a quotation.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(text.clone(), text)
    }

    /// The text in one language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Vi => &self.vi,
        }
    }
}

/// How a value reads inside a message.
pub trait Show {
    /// The value in the words of one language.
    fn show(&self, lang: Lang) -> Cow<'_, str>;
}

impl Show for Localized {
    fn show(&self, lang: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self.in_lang(lang))
    }
}
impl Show for str {
    fn show(&self, _: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}
impl Show for String {
    fn show(&self, _: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}
impl<T: Show + ?Sized> Show for &T {
    fn show(&self, lang: Lang) -> Cow<'_, str> {
        (**self).show(lang)
    }
}
impl<T: Show> Show for crate::source::Spanned<T> {
    fn show(&self, lang: Lang) -> Cow<'_, str> {
        self.value.show(lang)
    }
}
impl Show for Cow<'_, str> {
    fn show(&self, _: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}
macro_rules! show_as_display {
    ($($type:ty),*) => {$(
        impl Show for $type {
            fn show(&self, _: Lang) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )*};
}
show_as_display!(u8, u16, u32, u64, usize, i32, i64, char, jiff::civil::Date);

/// A list of values, joined with commas.
pub struct List<'a, T>(pub &'a [T]);

impl<T: Show> Show for List<'_, T> {
    fn show(&self, lang: Lang) -> Cow<'_, str> {
        let parts: Vec<Cow<'_, str>> = self.0.iter().map(|item| item.show(lang)).collect();
        Cow::Owned(parts.join(", "))
    }
}

/// Declares message functions: arguments, then the sentence in every language.
///
/// ```
/// qmslint::texts! {
///     /// A paper that the regulation does not list.
///     pub fn not_among_the_papers(name: &str) {
///         en: "\"{name}\" is not among the papers that may be demanded",
///         vi: "\"{name}\" không có trong thành phần hồ sơ được yêu cầu",
///     }
/// }
/// assert!(not_among_the_papers("Tờ trình").vi.starts_with("\"Tờ trình\""));
/// ```
#[macro_export]
macro_rules! texts {
    ($($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident : $type:ty),* $(,)?) { en: $en:literal, vi: $vi:literal $(,)? })*) => {$(
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) -> $crate::messages::Localized {
            $crate::texts!(@said $en, $vi $(, $arg)*)
        }
    )*};
    // Without arguments both texts stand in the program: a run over a catalogue makes a million of them.
    (@said $en:literal, $vi:literal) => {
        $crate::messages::Localized::fixed($en, $vi)
    };
    (@said $en:literal, $vi:literal $(, $arg:ident)+) => {{
        #[allow(unused_imports, reason = "a module may have the trait in scope already")]
        use $crate::messages::{Lang, Localized, Said, Show as _, sentence};
        let en = {
            $(let $arg = Said($arg.show(Lang::En));)+
            sentence(format_args!($en))
        };
        let vi = {
            $(let $arg = Said($arg.show(Lang::Vi));)+
            sentence(format_args!($vi))
        };
        Localized::new(en, vi)
    }};
}

texts! {
    fn and(some: Localized, last: Localized) { en: "{some} and {last}", vi: "{some} và {last}" }
    fn comma(some: Localized, next: Localized) { en: "{some}, {next}", vi: "{some}, {next}" }
}

/// «A», «B» and «C»; of more than `most`, the first ones, and `others` says how many more there are. None where there is nothing.
pub fn listed(
    names: &[Localized],
    most: usize,
    others: impl Fn(Localized, usize) -> Localized,
) -> Option<Localized> {
    let (first, rest) = names.split_first()?;
    let last = rest.len().saturating_sub(1);
    let mut all = first.clone();
    for (at, name) in rest.iter().take(most.saturating_sub(1)).enumerate() {
        all = if at == last {
            and(all, name.clone())
        } else {
            comma(all, name.clone())
        };
    }
    let hidden = names.len().saturating_sub(most);
    Some(if hidden > 0 { others(all, hidden) } else { all })
}

/// A value in the words of one language, to be put into a sentence as it is, or as wide as the sentence says.
#[doc(hidden)]
#[derive(Debug)]
pub struct Said<T>(pub T);

impl<T: AsRef<str>> fmt::Display for Said<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.width() {
            Some(_) => f.pad(self.0.as_ref()),
            None => f.write_str(self.0.as_ref()),
        }
    }
}

thread_local! {
    static SENTENCE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A sentence with its values. A run over a catalogue makes many, and each is written where there is room for it, so that it
/// need not grow.
#[doc(hidden)]
pub fn sentence(parts: fmt::Arguments<'_>) -> String {
    SENTENCE.with_borrow_mut(|sentence| {
        sentence.clear();
        // Writing to a String cannot fail.
        let _ = sentence.write_fmt(parts);
        sentence.as_str().to_owned()
    })
}

/// Carries both languages through an error type that only knows one text (serde's `custom`).
impl fmt::Display for Localized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{SEPARATOR}{}", self.en, self.vi)
    }
}

/// Unit separator (U+001F): no message holds one.
const SEPARATOR: char = '\u{1f}';

impl Localized {
    /// The inverse of `Display`; a text without both languages is the same in each.
    pub fn from_display(text: &str) -> Self {
        match text.split_once(SEPARATOR) {
            Some((en, vi)) => Self::new(en, vi),
            None => Self::same(text),
        }
    }
}
