//! qmslint checks that an organisation's processes comply, and proves it.

pub mod messages;
pub mod model;
pub mod source;
pub mod workflow;
