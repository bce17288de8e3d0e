//! qmslint checks that an organisation's processes comply, and proves it.

pub mod source;
pub mod workflow;
