//! The Vietnamese texts of the command line, by command and argument: `check.paths`, or `.lang` where every command that has
//! it means the same. A possible value stands behind `=`: `graph.format=svg`. A test in `localize` finds what lacks a text.

/// The words that frame a page of help.
pub struct Frame {
    /// The order of a page, in clap's language of templates.
    pub template: &'static str,
    /// Heading of the commands.
    pub commands: &'static str,
    /// Heading of the positional arguments.
    pub arguments: &'static str,
    /// Heading of the options.
    pub options: &'static str,
    /// Where options stand in a line of usage.
    pub options_usage: &'static str,
    /// Where a command stands in a line of usage.
    pub command_usage: &'static str,
    /// What holds where nothing is typed.
    pub default: &'static str,
    /// Values that can be typed, in one line.
    pub values: &'static str,
    /// Values that can be typed, above a list.
    pub values_heading: &'static str,
}

/// The frame in Vietnamese.
pub const FRAME: Frame = Frame {
    template: "{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}",
    commands: "Các lệnh",
    arguments: "Đối số",
    options: "Tùy chọn",
    options_usage: "[TÙY CHỌN]",
    command_usage: "<LỆNH>",
    default: "mặc định",
    values: "giá trị",
    values_heading: "Giá trị dùng được",
};

/// The text of an id.
pub fn text(id: &str) -> Option<&'static str> {
    TEXTS
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, text)| *text)
}

/// Every text, commands in the order of `args`.
pub const TEXTS: &[(&str, &str)] = &[
    (
        "qmslint",
        "Kiểm tra quy trình có đúng quy định và tiêu chuẩn hay không, và chỉ ra chỗ sai",
    ),
    (
        ".lang",
        "Ngôn ngữ kết quả; nếu không nêu thì theo QMSLINT_LANG, LC_ALL, LC_MESSAGES hoặc LANG",
    ),
    (".lang=en", "Tiếng Anh"),
    (".lang=vi", "Tiếng Việt"),
    (".color", "Khi nào dùng màu"),
    (
        ".color=auto",
        "Khi hiện trên màn hình dòng lệnh, trừ khi có đặt NO_COLOR",
    ),
    (".color=always", "Luôn luôn"),
    (".color=never", "Không bao giờ"),
    (".help", "In trang trợ giúp này"),
    (".version", "In số phiên bản"),
    (
        ".folders",
        "Thư mục quy tắc dùng thêm, ngoài các quy tắc trong cấu hình hoặc có sẵn",
    ),
    (
        ".as_of",
        "Kiểm tra theo quy định của ngày này [mặc định: hôm nay]",
    ),
    ("check", "Đối chiếu tệp quy trình với các quy tắc"),
    (
        ".paths",
        "Tệp quy trình và thư mục; `-` là dữ liệu vào chuẩn [mặc định: `paths` trong cấu hình, hoặc .]",
    ),
    (".only", "Chỉ kiểm tra các quy tắc này"),
    (".skip", "Bỏ qua các quy tắc này"),
    (
        ".clause",
        "Chỉ kiểm tra các quy tắc thuộc điều khoản này và các điều khoản con",
    ),
    (
        ".waivers",
        "Tệp ghi các điểm được chấp nhận tạm [mặc định: tệp nêu trong cấu hình, hoặc waivers.toml đặt cạnh cấu hình]",
    ),
    (
        "check.baseline",
        "Tệp mốc so sánh: chỉ tính các điểm mới phát sinh",
    ),
    (
        "check.update_baseline",
        "Bỏ khỏi tệp mốc các điểm đã khắc phục; tạo tệp nếu chưa có",
    ),
    ("check.accept_new", "Đưa cả các điểm mới vào tệp mốc"),
    (
        "check.since",
        "Chỉ tính các điểm chưa có tại phiên bản này của kho mã git",
    ),
    (
        "check.fix",
        "Sửa những chỗ chỉ có thể hiểu theo một cách, rồi kiểm tra",
    ),
    (
        "check.diff",
        "Chỉ cho xem những gì --fix sẽ sửa, không ghi tệp",
    ),
    (
        ".fail_on",
        "Mức độ thấp nhất khiến lần kiểm tra không đạt [mặc định: minor]",
    ),
    (".fail_on=major", "Chỉ điểm không phù hợp nặng"),
    (".fail_on=minor", "Cả điểm không phù hợp nhẹ"),
    (".fail_on=observation", "Cả khuyến nghị"),
    (
        "check.formats",
        "Trình bày kết quả thế nào và ghi ra tệp nào; có thể nêu nhiều lần",
    ),
    (
        "check.formats=text",
        "Câu văn kèm đoạn trích của tệp, để đọc trên màn hình",
    ),
    (
        "check.formats=narrated",
        "Câu văn trơn, cho phần mềm đọc màn hình",
    ),
    (
        "check.formats=concise",
        "Mỗi điểm một dòng, có tệp, dòng và cột",
    ),
    (
        "check.formats=json",
        "Đầy đủ, trong một đối tượng JSON, cho phần mềm khác",
    ),
    (
        "check.formats=jsonl",
        "Đầy đủ, dạng JSON, mỗi dòng một bản ghi",
    ),
    (
        "check.formats=sarif",
        "SARIF 2.1.0, cho công cụ quét mã nguồn",
    ),
    (
        "check.formats=junit",
        "JUnit XML: mỗi quy tắc trên mỗi quy trình là một ca kiểm thử",
    ),
    ("check.formats=gitlab", "GitLab Code Quality"),
    (
        "check.formats=github",
        "Lệnh của GitHub Actions, kèm bản tóm tắt của bước",
    ),
    (
        "check.formats=markdown",
        "Markdown, cho bình luận và biên bản",
    ),
    ("check.formats=csv", "Mỗi điểm một dòng, mở bằng bảng tính"),
    (
        "check.watch",
        "Kiểm tra lại mỗi khi có tệp thay đổi, cho đến khi nhấn Ctrl-C",
    ),
    (
        "check.exit_zero",
        "Kết thúc bằng mã 0 kể cả khi có điểm không phù hợp; tệp không đọc được hoặc chưa kiểm tra được gì vẫn là 2 hoặc 3",
    ),
    (
        "check.show",
        "Liệt kê thêm các kết quả này, ở định dạng text",
    ),
    ("check.show=pass", "Yêu cầu được đáp ứng"),
    ("check.show=unknown", "Tệp chưa đủ thông tin để kết luận"),
    ("check.show=not-applicable", "Quy tắc không áp dụng"),
    (
        "check.show=waived",
        "Phát hiện đã được chấp nhận có thời hạn",
    ),
    (
        "check.no_fold",
        "Hiện từng phát hiện, kể cả khi nhiều tệp cùng có một phát hiện giống nhau",
    ),
    (
        "check.threads",
        "Số luồng xử lý, tối đa 512 [mặc định: mỗi lõi một luồng]",
    ),
    ("waive", "Chấp nhận tạm một điểm: ghi vào tệp chấp nhận tạm"),
    (
        "waive.finding",
        "Điểm cần chấp nhận: TỆP:QUY-TẮC, TỆP:QUY-TẮC:VỊ-TRÍ, hoặc mã nhận dạng (fingerprint) hay phần đầu của mã",
    ),
    ("waive.reason", "Lý do chấp nhận"),
    (
        "waive.owner",
        "Vai trò chịu trách nhiệm; không ghi tên người",
    ),
    ("waive.until", "Ngày cuối cùng còn chấp nhận"),
    (
        "waive.waivers",
        "Tệp cần ghi [mặc định: tệp nêu trong cấu hình, hoặc waivers.toml đặt cạnh cấu hình]",
    ),
    (
        "explain",
        "Giải thích một quy tắc, một điều khoản hoặc một loại kiểm tra",
    ),
    (
        "explain.what",
        "Mã quy tắc, số điều khoản hoặc tên loại kiểm tra",
    ),
    ("rules", "Liệt kê các quy tắc"),
    (
        "config",
        "In những thiết lập đang có hiệu lực và nguồn của từng giá trị",
    ),
    (
        "config.pins",
        "In các bộ quy tắc đang áp dụng kèm phiên bản và SHA-256, để ghi vào qmslint.toml",
    ),
    ("config.format", "Trình bày kết quả thế nào"),
    ("config.format=text", "Mỗi giá trị một dòng, cho người đọc"),
    (
        "config.format=json",
        "Toàn bộ, kể cả từng quy tắc, cho chương trình khác",
    ),
    ("test", "Chạy các ví dụ đi kèm quy tắc"),
    (
        "test.folder",
        "Thư mục bộ quy tắc [mặc định: các bộ có sẵn]",
    ),
    ("new", "Tạo tệp quy trình hoặc tệp quy tắc mẫu có chú thích"),
    ("new.what", "Tạo gì"),
    ("new.what=process", "Tệp quy trình"),
    ("new.what=rule", "Tệp quy tắc"),
    (
        "new.output",
        "Tệp sẽ ghi; tệp này phải chưa có [mặc định: dữ liệu ra chuẩn]",
    ),
    (
        "diff",
        "So sánh theo nội dung hai quy trình, hoặc các quy trình trong thư mục với bản phải theo",
    ),
    (
        "diff.paths",
        "Tệp quy trình cũ và mới; khi dùng --procedure thì là tệp và thư mục [mặc định: `paths` trong cấu hình, hoặc .]",
    ),
    (
        "diff.procedure",
        "So sánh mọi quy trình của thủ tục này (id, mã số hoặc tên) với bản phải theo",
    ),
    (
        "diff.model",
        "Quy trình mà các bản khác phải theo [mặc định: quy định ràng buộc từng quy trình]",
    ),
    ("diff.format", "Trình bày kết quả thế nào"),
    (
        "diff.format=text",
        "Khác biệt nặng nhất trước, hai giá trị kèm vị trí",
    ),
    ("diff.format=json", "Đầy đủ, cho phần mềm khác"),
    (
        "convert",
        "Chuyển tệp quy trình thành sơ đồ BPMN, hoặc sơ đồ thành tệp quy trình",
    ),
    (
        "convert.file",
        "Tệp quy trình hoặc sơ đồ BPMN; `-` là tệp quy trình ở dữ liệu vào chuẩn",
    ),
    (
        "convert.to",
        "Ghi ra dạng nào [mặc định: theo tên tệp sẽ ghi, nếu không thì dạng còn lại]",
    ),
    ("convert.to=toml", "Tệp quy trình"),
    ("convert.to=bpmn", "Sơ đồ BPMN 2.0"),
    (
        "convert.process",
        "Chuyển quy trình có mã số hoặc tên này, khi tệp chứa nhiều quy trình",
    ),
    ("convert.force", "Ghi đè tệp đã có"),
    ("graph", "Vẽ quy trình"),
    ("graph.file", "Tệp quy trình; `-` là dữ liệu vào chuẩn"),
    ("graph.format", "Vẽ ở dạng nào"),
    ("graph.format=svg", "Sơ đồ theo làn, dùng độc lập"),
    ("graph.format=dot", "Tệp Graphviz"),
    ("graph.format=mermaid", "Lưu đồ Mermaid"),
    (
        "graph.format=timeline",
        "Các bước theo thời gian so với thời hạn, dùng độc lập",
    ),
    ("graph.findings", "Đánh dấu các bước có phát hiện"),
    ("graph.case", "Chỉ vẽ trường hợp này [mặc định: mọi bước]"),
    (
        "graph.process",
        "Vẽ quy trình có mã số hoặc tên này, khi tệp chứa nhiều quy trình",
    ),
    (".output", "Tệp sẽ ghi [mặc định: dữ liệu ra chuẩn]"),
    ("report", "Lập báo cáo để đánh giá viên nội bộ lưu hồ sơ"),
    (
        "report.output",
        "Tệp sẽ ghi; phần mở rộng quyết định định dạng: .html, .pdf, .xlsx, .md hoặc .json. Có thể nêu nhiều lần",
    ),
    (
        "report.previous",
        "Kết quả của một lần chạy trước để so sánh, do check --format json hoặc report -o TỆP.json ghi ra",
    ),
    (
        "report.previous_version",
        "Phiên bản trước của các quy trình, một tệp hoặc thư mục, để so sánh về nội dung",
    ),
    (
        "report.organisation",
        "Quy trình của cơ quan, tổ chức nào [mặc định: tên trong tệp tổ chức]",
    ),
    (
        "report.scope",
        "Phạm vi đánh giá, ghi bằng lời [mặc định: các đường dẫn]",
    ),
    (
        "prove",
        "Chứng minh mọi trường hợp đều kết thúc được, gọn và đúng hạn, hoặc chỉ ra vì sao không",
    ),
    ("prove.format", "Trình bày kết quả thế nào"),
    (
        "prove.format=text",
        "Từng kết luận kèm bằng chứng, cho người đọc",
    ),
    ("prove.format=csv", "Mỗi quy trình một dòng"),
    ("prove.format=json", "Đầy đủ, cho phần mềm khác"),
    (
        "prove.timing",
        "Hiện thời điểm sớm nhất và muộn nhất mỗi bước bắt đầu",
    ),
    (
        "prove.case",
        "Chỉ chứng minh trường hợp này [mặc định: tất cả]",
    ),
    ("help", "In trang trợ giúp của một lệnh"),
    ("schema", "In JSON Schema của một loại tệp hoặc kết quả"),
    ("schema.kind", "Của loại nào"),
    ("schema.kind=process", "Tệp quy trình"),
    ("schema.kind=rules", "Tệp quy tắc"),
    ("schema.kind=pack", "pack.toml"),
    ("schema.kind=regulation", "Tệp quy định"),
    ("schema.kind=config", "qmslint.toml"),
    ("schema.kind=waivers", "waivers.toml"),
    ("schema.kind=organisation", "organisation.toml"),
    ("schema.kind=calendar", "calendar.toml"),
    (
        "schema.kind=words",
        "Danh sách từ ngữ để nhận biết loại bước theo tên",
    ),
    ("schema.kind=baseline", "Tệp mốc của check --baseline"),
    (
        "schema.kind=config-json",
        "Kết quả của `config --format json`",
    ),
    ("schema.kind=diff-json", "Kết quả của `diff --format json`"),
    (
        "schema.kind=prove-json",
        "Kết quả của `prove --format json`",
    ),
    ("schema.kind=report-json", "Tệp của `report -o TỆP.json`"),
    ("schema.kind=json", "Kết quả của `check --format json`"),
    ("schema.kind=jsonl", "Một dòng của `check --format jsonl`"),
    ("schema.output", "Tệp cần ghi [mặc định: đầu ra chuẩn]"),
    ("completions", "In phần tự hoàn thành lệnh cho shell"),
    ("completions.shell", "Loại shell"),
    ("completions.shell=bash", "Bash"),
    ("completions.shell=elvish", "Elvish"),
    ("completions.shell=fish", "Fish"),
    ("completions.shell=powershell", "PowerShell"),
    ("completions.shell=zsh", "Zsh"),
    ("man", "In trang hướng dẫn, của công cụ hoặc của một lệnh"),
    ("man.command", "Lệnh cần xem [mặc định: cả công cụ]"),
];
