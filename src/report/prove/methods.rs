//! How a verdict was found, in the reader's words.

use crate::checks::How;
use crate::messages::Localized;
use crate::workflow::paths;
use crate::workflow::soundness;

/// The method of a verdict on soundness.
pub(super) const fn of_soundness(method: soundness::Method) -> Localized {
    match method {
        soundness::Method::OneToken => Localized::fixed(
            "reachability without parallel branches",
            "xét khả năng đi tới khi không có nhánh song song",
        ),
        soundness::Method::RankTheorem => Localized::fixed("rank theorem", "định lý hạng ma trận"),
        soundness::Method::Reduction => Localized::fixed("reduction", "rút gọn sơ đồ"),
        soundness::Method::PersistentSets => {
            Localized::fixed("persistent sets", "duyệt theo tập bền vững")
        }
        soundness::Method::Exploration => {
            Localized::fixed("exploration of all states", "duyệt mọi trạng thái")
        }
    }
}

/// The method of a path property.
pub(super) const fn of_property(how: How) -> Localized {
    match how {
        How::Paths(paths::Method::Sequential) => {
            Localized::fixed("breadth-first search", "duyệt theo chiều rộng")
        }
        How::Paths(paths::Method::Nested) => Localized::fixed(
            "fixpoints on nested blocks",
            "điểm bất động trên các khối lồng nhau",
        ),
        How::Paths(paths::Method::Sound) => Localized::fixed(
            "fixpoints on a sound workflow",
            "điểm bất động trên luồng công việc đúng đắn",
        ),
        How::Paths(paths::Method::Search) => {
            Localized::fixed("search of states", "tìm trong các trạng thái")
        }
        How::Time => Localized::fixed("longest path in time", "đường đi lâu nhất"),
    }
}

/// The word for it in machine formats.
pub(super) const fn word(how: How) -> &'static str {
    match how {
        How::Paths(paths::Method::Sequential) => "breadth-first",
        How::Paths(paths::Method::Nested) => "nested",
        How::Paths(paths::Method::Sound) => "sound",
        How::Paths(paths::Method::Search) => "search",
        How::Time => "longest-path",
    }
}
