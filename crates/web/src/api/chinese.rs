//! What each operation of the API does, in Chinese, for the page about it. The document is in
//! English, as programmers' tools expect.

use utoipa::openapi::path::Operation;

/// By the id of the operation.
const SUMMARIES: &[(&str, &str)] = &[
    ("api_document", "本接口的 OpenAPI 文档"),
    ("registers_all", "全部台账"),
    ("registers_one", "一本台账及其字段"),
    (
        "records_list",
        "台账的一页记录；用 f.字段、f.字段.from、f.字段.to 筛选",
    ),
    ("records_add", "新增记录"),
    ("records_one", "一条记录，现在的或当时的"),
    ("records_change", "修改所给的字段"),
    ("records_remove", "结束记录，历史仍保留"),
    ("records_history", "一条记录的全部版本，新的在前"),
    ("records_rekey", "更改主键，引用它的记录随之更新"),
    ("records_merge", "把重复的记录合并到这一条"),
    ("files_export", "整本台账导出为文件"),
    ("files_import", "上传文件，开始后台工作：显示差异或写入"),
    ("jobs_all", "全部后台工作，新的在前"),
    ("jobs_one", "一项后台工作"),
    ("jobs_confirm", "写入该后台工作预览过的导入"),
    ("snapshots_all", "全部快照，新的在后"),
    ("snapshots_make", "开始生成快照并计算指标"),
    ("snapshots_verify", "开始校验一个快照的文件"),
    ("indicators_all", "全部指标"),
    ("indicators_one", "一项指标"),
    ("figures_figures", "一个机构的指标值，可按 below 带上其下级"),
    ("figures_why", "指标值的由来：定义、规则值、分子与分母"),
    ("figures_rows", "指标值背后的明细行"),
    ("figures_trend", "各快照中的指标值"),
    ("plans_all", "全部已采用的计划"),
    ("plans_one", "一份计划及各项目标的状态"),
    ("plans_read", "读出计划的条款、句子、任务和目标，不采用"),
    ("plans_adopt", "采用计划"),
    ("plans_withdraw", "撤下计划，此前采用的一份重新成为最新的"),
    ("plans_link", "指定目标对应的指标"),
    ("plans_report", "为没有指标可测的目标填报数值"),
    ("journal_list", "日志各行，新的在前"),
    ("journal_verify", "开始校验日志和台账"),
];

/// What an operation does.
pub(super) fn summary(operation: &Operation) -> Option<&'static str> {
    let id = operation.operation_id.as_deref()?;
    let mut found = SUMMARIES.iter().filter(|(name, _)| *name == id);
    found.next().map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use utoipa::OpenApi as _;

    use super::SUMMARIES;
    use crate::api::doc::Document;

    #[test]
    fn every_operation_is_told_in_chinese() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let items = document["paths"].as_object().unwrap().values();
        let ids: BTreeSet<&str> = items
            .flat_map(|item| item.as_object().unwrap().values())
            .map(|operation| operation["operationId"].as_str().unwrap())
            .collect();
        let told: BTreeSet<&str> = SUMMARIES.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, told);
    }
}
