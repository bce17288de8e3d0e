//! What the files mean, once read: plain data and the arithmetic on it. It opens no file and knows no output format.

pub mod calendar;
pub mod control;
pub mod date;
pub mod duration;
pub mod grade;
pub mod money;
pub mod name;
pub mod notation;
pub mod one_or_many;
pub mod organisation;
pub mod process;
mod remembered;
pub mod share;
pub mod term;
pub mod waiver;
