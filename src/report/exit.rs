//! How a run ended, and the exit code that says so: the same in every format.

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above the grade that fails.
    Clean,
    /// Something at or above it.
    Findings,
    /// Something could not be read, or the command was wrong.
    Unread,
    /// No process was found, or no rule applied.
    NothingChecked,
}

impl Exit {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Unread => 2,
            Self::NothingChecked => 3,
        }
    }

    /// Whether the run did what it was asked to do, whatever it found.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Clean | Self::Findings)
    }
}
