//! Tells the lines of a web page that stand around a plan: dates, counters, menus, share buttons,
//! licences.

use super::marker;
use super::rows::{Part, Row};
use crate::lexicon::{begins, ends, has_any, periods};
use crate::text::Text;

/// Labels that begin a line of page data.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "发布时间", "发布日期", "发文日期", "成文日期", "生成日期", "更新时间", "时间", "日期", "来源", "信息来源",
    "文章来源", "稿件来源", "字号", "字体", "点击次数", "点击数", "点击量", "点击", "浏览次数", "浏览量", "浏览",
    "阅读次数", "阅读量", "阅读", "访问量", "访问次数", "人气", "索引号", "索取号", "发布单位", "发布机构", "发布者",
    "发布人", "内容分类", "主题分类", "组配分类", "体裁分类", "公开方式", "公开范围", "公开日期", "公开类型",
    "有效性", "文号", "发文字号", "发文机关", "主题词", "名称", "责任编辑", "编辑", "审核", "作者", "上传人",
    "上传者", "文档编号", "录入", "录入者", "撰稿", "供稿", "打印", "关闭", "分享", "分享到", "收藏", "当前位置",
    "您的位置", "您现在的位置", "所在位置", "现在位置", "位置", "上一篇", "下一篇", "上一条", "下一条", "附件下载",
    "相关附件", "相关链接", "友情链接", "网站地图", "关于我们", "联系我们", "联系电话", "电话", "传真", "邮编",
    "地址", "主办", "承办", "主办单位", "承办单位", "技术支持", "备案号", "网站标识码", "关键词", "关键字", "摘要",
    "标签", "信息分类", "信息名称", "信息索引", "服务对象", "生效日期", "废止日期", "失效日期", "信息有效性", "举报",
    "返回", "返回顶部", "下载", "相关", "资源描述", "页数", "大小", "格式", "保护视力色", "背景色", "视力保护色",
    "统一登记号", "文件编号", "公文种类", "是否有效", "语音播报", "朗读", "浏览字号", "浏览字体", "首页", "最新文档",
    "展开阅读全文", "展开全文", "正文", "目录", "扫一扫", "热门", "推荐阅读", "猜你喜欢", "版权所有", "免责声明",
    "声明", "评论", "点赞", "转发",
];

/// Words that mark a line of page data wherever they stand in it.
#[rustfmt::skip]
const ANYWHERE: &[&str] = &[
    "ICP备", "ICP证", "公网安备", "版权所有", "Copyright", "copyright", "COPYRIGHT", "All Rights", "次查看",
    "次浏览", "扫码", "扫一扫", "手机浏览", "【打印】", "【关闭】", "[打印]", "[关闭]", "打印本页", "关闭窗口",
    "关闭本页", "当前位置", "您的位置", "网站地图", "上一篇", "下一篇", "点击查看更多", "展开阅读", "网站标识码",
    "政府信息公开 >", "免费发布", "免费分类", "欢迎来到", "搜索引擎", "VIP", "企业名录", "本站", "相关搜索",
    "侵犯了您的", "最新文档", "精品文档", "http://", "https://", "www.", "大 中 小", "分享到", "纠错", "加入收藏",
    "设为首页", "无障碍", "长者模式", "浏览量", "文档编号", "来源:", "字号", "免费发信息", "索引号", "责任编辑",
    "信息来源", "发布时间", "点击次数", "浏览次数", "阅读次数", "成文日期", "转载请注明",
];

const LINE_MAX: usize = 90;

/// Marks the rows that belong to the page and not to the plan.
pub(crate) fn mark(text: &Text, rows: &mut [Row]) {
    for row in rows.iter_mut() {
        if is_page_data(text.norm(row.span)) {
            row.part = Part::Furniture;
        }
    }
    let Some(first) = rows.iter().position(|r| is_text(text, r)) else {
        return;
    };
    let last = rows.iter().rposition(|r| is_text(text, r)).unwrap_or(first);
    let after_data = rows
        .iter()
        .enumerate()
        .skip(last + 1)
        .find(|(_, r)| r.is_furniture())
        .map(|(i, _)| i);
    let Some(tail) = after_data else { return };
    for row in rows.iter_mut().skip(tail) {
        row.part = Part::Furniture;
    }
}

/// A line of the plan itself: a full sentence or a numbered line.
fn is_text(text: &Text, row: &Row) -> bool {
    let chars = text.norm(row.span);
    !row.is_furniture()
        && (marker::parse(chars).is_some()
            || (chars.len() > 15 && chars.iter().any(|c| "。；".contains(*c))))
}

fn is_page_data(chars: &[char]) -> bool {
    if marker::parse(chars).is_some_and(|m| !m.lost_dot) && chars.len() > 12 {
        return false;
    }
    let sentence = chars.iter().filter(|c| "。；".contains(**c)).count();
    if chars.len() > LINE_MAX * 2 || (chars.len() > LINE_MAX && sentence > 0) {
        return chars.len() <= LINE_MAX * 4
            && has_any(chars, &["本站", "侵犯了您", "版权所有", "All Rights"]);
    }
    only_marks(chars)
        || is_label(chars)
        || (sentence == 0 && has_any(chars, ANYWHERE))
        || is_breadcrumb(chars)
        || is_page_number(chars)
        || is_date_line(chars)
        || is_document_number(chars)
}

/// `某教发〔2024〕3号` on a line of its own.
fn is_document_number(chars: &[char]) -> bool {
    chars.len() <= 30
        && ends(chars, "号")
        && (0..chars.len()).any(|i| {
            chars.get(i).is_some_and(|c| "〔[（【".contains(*c))
                && chars.get(i + 1..).and_then(periods::year).is_some()
        })
}

fn only_marks(chars: &[char]) -> bool {
    !chars.iter().any(|c| c.is_alphanumeric())
}

/// `来源：某某`, `打印`, `名称 某某`: a label with its value or alone.
fn is_label(chars: &[char]) -> bool {
    let chars: &[char] = match chars.split_first() {
        Some(('【' | '[' | '>' | '·' | '|' | '（', rest)) => rest,
        _ => chars,
    };
    LABELS.iter().any(|label| {
        let Some(len) = begins(chars, label) else {
            return false;
        };
        let rest = chars.get(len..).unwrap_or(&[]);
        match rest.first() {
            None => true,
            Some('：' | '】' | ']' | '|' | '/' | '>') => true,
            Some(' ') => chars.len() <= 40,
            _ => false,
        }
    })
}

fn is_breadcrumb(chars: &[char]) -> bool {
    let arrows = chars
        .iter()
        .filter(|c| matches!(c, '>' | '»' | '›'))
        .count();
    arrows >= 2
        || (arrows == 1
            && chars.len() < 40
            && (begins(chars, ">").is_some() || has_any(chars, &["首页", "网 >", "网>"])))
        || (arrows == 1 && has_any(chars, &[" > "]) && chars.len() < 50)
}

fn is_page_number(chars: &[char]) -> bool {
    chars.len() < 30
        && (has_any(chars, &["_第", "页 / 共", "页/共"]) && has_any(chars, &["页"])
            || (begins(chars, "第").is_some() && ends(chars, "页")))
        || chars
            .iter()
            .all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '/'))
}

/// A line of nothing but a date and a time.
fn is_date_line(chars: &[char]) -> bool {
    let digits = chars.iter().filter(|c| c.is_ascii_digit()).count();
    digits >= 3
        && chars
            .iter()
            .all(|c| c.is_ascii_digit() || "-/:： .年月日时分秒".contains(*c))
        && !(begins(chars, "20").is_some() && chars.len() == 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(line: &str) -> bool {
        let text = Text::new(line);
        is_page_data(text.norm(crate::model::Span::new(0, text.len())))
    }

    #[test]
    fn page_data_is_told_from_text() {
        for line in [
            "发布时间：2023-03-02 10:20",
            "来源: 某区教育局 点击次数: 301",
            "【打印】【关闭】",
            "首页 > 政务公开 > 规划计划",
            "字号:",
            "大 中 小",
            "上一篇：没有了",
            "索引号：0000/2023-1",
            "2023-03-02 08:30",
            "第2页 / 共6页",
            "京ICP备00000000号",
            "- 3 -",
            "某教发〔2024〕12号",
        ] {
            assert!(page(line), "{line}");
        }
        for line in [
            "一、总体要求",
            "新建小学3所，新增学位2700个。",
            "时间过半任务过半",
            "加强来源管理",
            "名称规范统一",
            "提升教育质量",
            "打印机配备到班",
        ] {
            assert!(!page(line), "{line}");
        }
    }
}
