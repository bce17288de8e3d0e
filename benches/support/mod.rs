//! Generated process files: valid ones and faulty ones, about 3 KB each, the same for the same number.

use std::fmt::Write as _;

/// A multiplicative step through the residues, enough to vary figures without a dependency.
fn vary(number: usize, salt: usize, range: usize) -> usize {
    (number
        .wrapping_mul(2_654_435_761)
        .wrapping_add(salt * 40_503)
        >> 7)
        % range
}

const ROLES: &[&str] = &[
    "Cán bộ tiếp nhận hồ sơ tại Trung tâm Phục vụ hành chính công",
    "Công chức Tư pháp - Hộ tịch",
    "Lãnh đạo UBND",
    "Văn thư UBND",
    "Cán bộ tiếp nhận hồ sơ tại Trung tâm Phục vụ hành chính công",
];
const KINDS: &[&str] = &["receive", "examine", "approve", "issue", "return"];

/// A process file of about 3 KB. Every tenth one is faulty: its steps exceed the limit, a paper is demanded that the
/// regulation does not know, and nobody approves.
pub fn process(number: usize) -> String {
    let faulty = number.is_multiple_of(10);
    let mut text = format!(
        "[process]\ncode = \"QT {number}/CX-HCTP\"\nname = \"Đăng ký lại khai tử có yếu tố nước ngoài, bản {number}\"\n\
         procedure = \"lai-khai-tu-nuoc-ngoai\"\nfield = \"Hộ tịch\"\nlevel = \"commune\"\nunit = \"UBND cấp xã\"\nversion = \"01\"\nissued = 2025-07-07\n\
         standard = \"TCVN ISO 9001:2015\"\nlegal-basis = [\"Luật Hộ tịch năm 2014\", \"Nghị định 118/2025/NĐ-CP\", \"Thông tư 03/2025/TT-VPCP\"]\n\
         result = \"Trích lục khai tử\"\nfee = \"{}.000 đồng\"\nsets = 1\ndays = \"working\"\n\
         approval = {{ prepared = \"Chuyên viên\", reviewed = \"Trưởng phòng\", approved = \"Phó Giám đốc\" }}\n\n\
         [[case]]\nid = \"khong-xac-minh\"\nlimit = \"5 ngày làm việc\"\n[[case]]\nid = \"xac-minh\"\nlimit = \"10 ngày làm việc\"\n",
        50 + vary(number, 1, 30)
    );
    for (id, name) in [
        ("to-khai", "Tờ khai đăng ký khai tử"),
        ("giay-bao-tu", "Giấy báo tử hoặc giấy tờ thay Giấy báo tử"),
        ("uy-quyen", "Văn bản ủy quyền (được chứng thực)"),
    ] {
        writeln!(
            text,
            "\n[[document]]\nid = \"{id}\"\nname = \"{name}\"\nas = \"original\"\ncopies = 1"
        )
        .unwrap_or_default();
    }
    if faulty {
        text.push_str("\n[[document]]\nname = \"Tờ trình của UBND xã, thị trấn\"\ncopies = 2\n");
    }
    for (index, (role, kind)) in ROLES.iter().zip(KINDS).enumerate() {
        let kind = if faulty && *kind == "approve" {
            "other"
        } else {
            kind
        };
        let days = if faulty && index == 1 {
            "9 ngày"
        } else {
            "1 ngày"
        };
        let more = if faulty && index == 1 {
            "11 ngày"
        } else {
            "2 ngày"
        };
        writeln!(
            text,
            "\n[[step]]\nid = \"buoc-{index}\"\nnumber = {}\nname = \"Bước {} của quy trình\"\nkind = \"{kind}\"\nrole = \"{role}\"\n\
             time = {{ khong-xac-minh = \"{days}\", xac-minh = \"{more}\" }}",
            index + 1,
            index + 1
        )
        .unwrap_or_default();
    }
    for (code, name) in [
        (
            "Mẫu 01 TT 03/2025/TT-VPCP",
            "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        ),
        (
            "Mẫu 02 TT 03/2025/TT-VPCP",
            "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        ),
        ("Mẫu 03 TT 03/2025/TT-VPCP", "Phiếu từ chối tiếp nhận"),
        (
            "Mẫu 04 TT 03/2025/TT-VPCP",
            "Văn bản xin lỗi và đề nghị gia hạn",
        ),
        ("Mẫu 06 TT 03/2025/TT-VPCP", "Phiếu kiểm soát quá trình"),
    ] {
        writeln!(text, "\n[[form]]\ncode = \"{code}\"\nname = \"{name}\"").unwrap_or_default();
    }
    for name in [
        "Bộ hồ sơ theo Mục 5.a",
        "Sổ đăng ký khai tử",
        "Sổ theo dõi hồ sơ",
        "Trích lục khai tử (bản photo)",
    ] {
        writeln!(text, "\n[[record]]\nname = \"{name}\"\nkept-by = \"Ủy ban nhân dân cấp xã\"\nretention = \"Vĩnh viễn\"")
            .unwrap_or_default();
    }
    text.push_str(
        "\n[[indicator]]\nname = \"Tỷ lệ hồ sơ giải quyết đúng hạn\"\ntarget = \"100 %\"\nowner = \"Lãnh đạo UBND\"\ndue = 2026-12-31\n",
    );
    text
}

/// One process of many steps in a row, with a branch and a bounded loop at every tenth.
pub fn long_process(steps: usize) -> String {
    let mut text = format!(
        "[process]\ncode = \"QT DÀI\"\nname = \"Quy trình {steps} bước\"\nlimit = \"{steps} ngày làm việc\"\n"
    );
    for index in 0..steps {
        let next = match index % 10 {
            3 if index + 2 < steps => format!("next = [\"s{}\", \"s{}\"]\n", index + 1, index + 2),
            7 => format!(
                "next = [\"s{}\", \"s{}\"]\nrounds = 1\n",
                (index + 1).min(steps - 1),
                index - 1
            ),
            _ => String::new(),
        };
        let kind = if index == 0 {
            "receive"
        } else if index + 1 == steps {
            "return"
        } else if index + 2 == steps {
            "approve"
        } else {
            "examine"
        };
        writeln!(
            text,
            "[[step]]\nid = \"s{index}\"\nname = \"Bước {index}\"\nkind = \"{kind}\"\nrole = \"Vai trò {}\"\ntime = \"{} giờ\"\n{next}",
            index % 7,
            1 + vary(index, 2, 4)
        )
        .unwrap_or_default();
    }
    text
}
