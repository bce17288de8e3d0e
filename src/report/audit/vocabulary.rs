//! The fixed words of the report in both languages: headings, names of columns, states.
//!
//! Sentences with counts in them stand beside the code that counts; here is what a page or a sheet prints as it is.

use crate::messages::Lang;

macro_rules! vocabulary {
    ($($name:ident: $en:literal, $vi:literal;)*) => {
        /// Every fixed word of the report in one language.
        #[cfg_attr(not(feature = "xlsx"), expect(dead_code, reason = "some words stand in workbooks only"))]
        #[derive(Clone, Copy, Debug)]
        pub(super) struct Words {
            $(pub(super) $name: &'static str,)*
        }

        impl Words {
            /// The words of a language.
            pub(super) const fn of(lang: Lang) -> Self {
                match lang {
                    Lang::En => Self { $($name: $en,)* },
                    Lang::Vi => Self { $($name: $vi,)* },
                }
            }
        }
    };
}

vocabulary! {
    title: "Internal audit report", "Báo cáo đánh giá nội bộ";
    skip: "Skip to the content", "Chuyển đến nội dung";
    contents: "Contents", "Mục lục";
    cover: "Audit", "Thông tin đánh giá";
    organisation: "Organisation", "Tổ chức";
    scope: "Scope", "Phạm vi";
    criteria: "Criteria", "Chuẩn mực đánh giá";
    as_of: "Judged for the day", "Ngày xét";
    tool: "Tool", "Công cụ";
    not_stated: "not stated", "chưa nêu";
    verdict: "Verdict", "Kết luận";
    formula: "Formula", "Cách tính";
    counts: "Counts", "Số liệu";
    count: "Count", "Số lượng";
    grade: "Grade", "Mức độ";
    matrix: "Clause matrix", "Bảng điều khoản";
    matrix_hint: "Each cell leads to the rules behind it.", "Mỗi ô dẫn đến các quy tắc đã xét.";
    clause: "Clause", "Điều khoản";
    clauses: "Clauses", "Điều khoản";
    no_clause: "no clause", "không thuộc điều khoản nào";
    asks: "What it asks for", "Nội dung yêu cầu";
    process: "Process", "Quy trình";
    processes: "Processes", "Quy trình";
    findings: "Findings", "Phát hiện";
    register: "Findings register", "Sổ theo dõi phát hiện";
    no_findings: "No finding was made.", "Không có phát hiện nào.";
    statement: "Statement", "Phát hiện";
    evidence: "Evidence", "Bằng chứng";
    requirement: "Requirement", "Yêu cầu";
    basis: "Legal basis", "Căn cứ pháp lý";
    element: "Element", "Vị trí";
    case: "Case", "Trường hợp";
    related: "Related", "Liên quan";
    note: "Note", "Ghi chú";
    help: "Proposal", "Hướng xử lý";
    correction: "Correction", "Khắc phục";
    cause: "Cause", "Nguyên nhân";
    action: "Corrective action", "Hành động khắc phục";
    owner: "Owner", "Người chịu trách nhiệm";
    due: "Due", "Thời hạn hoàn thành";
    effectiveness: "Effectiveness", "Hiệu lực của hành động";
    waive: "Copy a waiver", "Sao chép mẫu chấp nhận tạm";
    copied: "Copied", "Đã sao chép";
    similar: "Similar findings", "Phát hiện tương tự";
    similar_short: "similar", "tương tự";
    similar_hint: "One rule, several processes: a common cause is likely (ISO 9001, 10.2).", "Một quy tắc, nhiều quy trình: có thể cùng một nguyên nhân (ISO 9001, 10.2).";
    rule: "Rule", "Quy tắc";
    rules: "Rules", "Quy tắc";
    waivers: "Waivers", "Chấp nhận tạm";
    no_waivers: "There are no waivers.", "Không có chấp nhận tạm nào.";
    state: "State", "Trạng thái";
    reason: "Reason", "Lý do";
    until: "Until", "Đến ngày";
    written_in: "Written in", "Viết tại";
    changes: "Since the last report", "So với báo cáo trước";
    new: "New", "Mới";
    resolved: "Resolved", "Đã khắc phục";
    persisting: "Persisting", "Còn tồn tại";
    versions: "Against the previous version", "So với phiên bản trước";
    versions_hint: "Differences in meaning, process by process, as `qmslint diff` finds them; the effect is that on the citizen.", "Khác nhau về nội dung theo từng quy trình, như `qmslint diff` tìm ra; tác động là đối với người dân.";
    effect: "Effect", "Tác động";
    what: "What differs", "Điểm khác";
    about: "About", "Đối tượng";
    before: "Before", "Trước đây";
    now: "Now", "Hiện nay";
    version_same: "The same in meaning", "Không đổi về nội dung";
    version_added: "Without a previous version", "Chưa có phiên bản trước";
    version_dropped: "No longer there", "Không còn";
    version_unread: "Not compared, because not read whole", "Không so sánh, vì chưa đọc được toàn bộ";
    none: "none", "không có";
    judgement: "What a person must judge", "Những điều con người phải đánh giá";
    undecided: "Not decided", "Chưa kết luận được";
    undecided_hint: "The files do not say enough. An auditor has to look.", "Tệp chưa nêu đủ. Đánh giá viên phải xem xét trực tiếp.";
    uncovered: "Clauses not covered", "Điều khoản chưa được xét";
    uncovered_hint: "No rule of this run looks at these clauses: process files do not show them, or no pack has a rule. A person must judge them.", "Không quy tắc nào của lần chạy này xét các điều khoản sau: tệp quy trình không thể hiện, hoặc chưa có quy tắc. Đánh giá viên phải trực tiếp đánh giá.";
    unconfirmed: "Bases not confirmed", "Căn cứ chưa được kiểm chứng";
    unconfirmed_hint: "Nobody has confirmed these in a source; what rests on them is reported as an observation.", "Chưa ai đối chiếu các căn cứ này với nguồn; phát hiện dựa trên chúng chỉ nêu để lưu ý.";
    unread: "Not understood", "Không đọc được";
    outcomes: "Judged by clause", "Kết quả theo điều khoản";
    conforming: "Conforming", "Phù hợp";
    not_conforming: "Not conforming", "Không phù hợp";
    reasons: "Why rules do not apply", "Lý do quy tắc không áp dụng";
    nowhere: "Rules that apply to no process of this run", "Quy tắc không áp dụng cho quy trình nào trong lần này";
    not_applicable: "Not applicable", "Không áp dụng";
    drawing: "Drawing", "Lưu đồ";
    steps: "Steps", "Các bước";
    step: "Step", "Bước";
    name: "Name", "Tên";
    role: "Role", "Vai trò";
    roles: "Roles", "Vai trò";
    unit: "Unit", "Đơn vị";
    kind: "Kind", "Loại";
    time: "Time", "Thời gian";
    times: "Times", "Thời gian";
    begins: "Begins after", "Bắt đầu sau";
    slack: "Slack", "Thời gian dự trữ";
    critical: "critical", "tới hạn";
    critical_path: "Critical path", "Đường tới hạn";
    worst: "Longest", "Lâu nhất";
    best: "Shortest", "Nhanh nhất";
    expected: "Expected", "Trung bình";
    limit: "Limit", "Thời hạn";
    over: "over the limit by", "vượt thời hạn";
    within: "below the limit by", "còn dư so với thời hạn";
    exact: "exactly the limit", "vừa đúng thời hạn";
    forms: "Forms", "Biểu mẫu";
    documents: "Papers against the regulation", "Thành phần hồ sơ so với quy định";
    paper: "Paper", "Giấy tờ";
    demanded: "Demanded", "Quy trình yêu cầu";
    regulated: "Regulation", "Quy định";
    compared: "Comparison", "Đối chiếu";
    paper_matches: "in the regulation", "có trong quy định";
    paper_extra: "not in the regulation", "không có trong quy định";
    paper_missing: "missing in the procedure", "quy trình còn thiếu";
    paper_unbound: "nothing to compare with", "chưa có quy định để đối chiếu";
    optional: "not always", "tùy trường hợp";
    issued: "Issued", "Ngày ban hành";
    version: "Version", "Phiên bản";
    level: "Level", "Cấp";
    field: "Field", "Lĩnh vực";
    code: "Code", "Mã";
    file: "File", "Tệp";
    procedure: "Regulation that binds it", "Quy định ràng buộc";
    result: "Result", "Kết quả";
    fee: "Fee", "Phí, lệ phí";
    standard: "Standard", "Tiêu chuẩn";
    legal_bases: "Legal bases", "Căn cứ pháp lý";
    fix: "Remedy", "Cách sửa";
    in_force: "In force", "Hiệu lực";
    appendix: "Appendix: rules", "Phụ lục: quy tắc";
    inputs: "Inputs", "Dữ liệu đầu vào";
    input: "procedure", "quy trình";
    criterion: "criterion", "chuẩn mực";
    use_of: "Use", "Dùng làm";
    reproduce: "How to make this report again", "Cách lập lại báo cáo này";
    command: "Command", "Câu lệnh";
    same_bytes: "The same files, the same version and the same day give the same bytes.", "Cùng tệp, cùng phiên bản và cùng ngày xét thì cho ra đúng từng byte.";
    filter: "Search and filter findings", "Tìm và lọc phát hiện";
    search: "Search", "Tìm";
    all: "all", "tất cả";
    reset: "Show all", "Hiện tất cả";
    shown: "shown", "đang hiện";
    of: "of", "trên";
    pass: "conforms", "phù hợp";
    fail: "fails", "không đạt";
    waived: "waived", "chấp nhận tạm";
    unknown: "undecided", "chưa rõ";
    na: "n/a", "không áp dụng";
    major: "major", "nặng";
    minor: "minor", "nhẹ";
    observation: "observation", "lưu ý";
    page: "page", "trang";
    summary: "Summary", "Tóm tắt";
    value: "Value", "Giá trị";
    line: "Line", "Dòng";
    fingerprint: "Fingerprint", "Mã nhận dạng";
    rules_passed: "Rules that hold", "Số quy tắc đạt";
    rules_applicable: "Rules that apply", "Số quy tắc áp dụng";
    number: "No.", "Số";
}
