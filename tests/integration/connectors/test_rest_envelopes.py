"""The products of this market in YAML: their tokens, envelopes, paging and error codes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import Fatal, Retriable
from tests.integration.connectors.scripted import SECRETS, SOON, scripted
from tests.rest_source import answer


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["person_id"] for row in rows]


def test_dingtalk(tmp_path: Path) -> None:
    ask = "/v1.0/workflow/processes/instanceIds/query"
    busy = {"code": "Forbidden.AccessDenied.QpsLimitForApi", "message": "qps"}
    answers = {
        "/v1.0/oauth2/accessToken": [{"accessToken": "t1", "expireIn": 7200}],
        ask: [
            {"result": {"list": ["1709251200"], "nextToken": "10"}, "success": True},
            answer(busy, 403),
            {"result": {"list": ["1709251201"]}, "success": "true"},
        ],
    }
    with scripted("dingtalk", tmp_path, answers) as run:
        assert ids(run.pull()) == ["1709251200", "1709251201"]
        first, _, last = run.asked(ask)
        assert first.headers["x-acs-dingtalk-access-token"] == "t1"
        assert (first.json["nextToken"], last.json["nextToken"]) == (0, 10)
        assert isinstance(first.json["startTime"], int)
        assert first.json["maxResults"] == 20
        quota = {"code": "Forbidden.AccessDenied.ApiCountLimitForOrg", "message": "month"}
        run.server.faults.append(answer(quota, 403))
        with pytest.raises(Fatal, match="month"):
            run.pull()


def test_feishu_pages_are_short_and_empty_lists_absent(tmp_path: Path) -> None:
    row = {"code": "x", "start_time": "1564590532967", "end_time": "0"}
    ask = "/open-apis/approval/v4/instances"
    answers = {
        "/open-apis/auth/v3/tenant_access_token/internal": [
            {"code": 0, "msg": "ok", "tenant_access_token": "t-1", "expire": 7200},
            {"code": 0, "msg": "ok", "tenant_access_token": "t-2", "expire": 7200},
        ],
        ask: [
            {"code": 99991663, "msg": "invalid"},
            {"code": 0, "data": {"items": [row], "page_token": "p2", "has_more": True}},
            {"code": 0, "data": {"page_token": "p3", "has_more": True}},
            {"code": 0, "data": {"items": [row | {"code": "y"}], "has_more": False}},
        ],
    }  # fmt: skip
    with scripted("feishu", tmp_path, answers, "/open-apis") as run:
        rows = run.pull()
        assert ids(rows) == ["x", "y"]
        assert [row["deleted_at"] for row in rows] == [None, None]
        assert [a.headers["authorization"] for a in run.asked(ask)] == ["Bearer t-1"] + [
            "Bearer t-2"
        ] * 3
        assert "page_token" not in run.asked(ask)[0].query


def test_wecom_sends_seconds_as_text_and_the_token_in_the_query(tmp_path: Path) -> None:
    answers = {
        "/cgi-bin/gettoken": [{"errcode": 0, "access_token": "a+b", "expires_in": 7200}],
        "/cgi-bin/oa/getapprovalinfo": [
            {"errcode": 0, "sp_no_list": [201909270001], "new_next_cursor": "c"},
            {"errcode": 0, "sp_no_list": ["201909270002"]},
        ],
    }  # fmt: skip
    with scripted("wecom", tmp_path, answers, "/cgi-bin") as run:
        assert ids(run.pull()) == ["201909270001", "201909270002"]
        first, second = run.asked("/cgi-bin/oa/getapprovalinfo")
        assert first.query == {"access_token": "a+b"}
        assert first.json["starttime"].isdigit()
        assert (first.json["new_cursor"], second.json["new_cursor"]) == ("", "c")
        assert first.json["size"] == 100
        run.server.faults.append(answer({"errcode": 301025, "errmsg": "bad window"}))
        with pytest.raises(Fatal, match="301025: bad window"):
            run.pull()


def test_weaver_gives_a_bare_array_or_an_object_of_errors(tmp_path: Path) -> None:
    path = "/api/workflow/paService/getAllWorkflowRequestList"

    def row(i: int) -> dict[str, Any]:
        named = {"workflowName": f"流程{i}"}
        return {
            "requestId": str(i),
            "lastOperateTime": "2019-12-24 18:29:27",
            "workflowBaseInfo": named,
        }

    answers = {path: [[row(1), row(2)], [row(3)], {"code": "NO_PERMISSION", "errMsg": "no"}]}
    with scripted("weaver", tmp_path, answers) as run:
        rows = run.pull()
        assert [row["name"] for row in rows] == ["流程1", "流程2", "流程3"]
        assert rows[0]["updated_at"] == datetime(2019, 12, 24, 10, 29, 27, tzinfo=UTC)
        first = run.asked(path)[0]
        assert first.headers["token"] == SECRETS["TOKEN"]
        assert b"pageNo=1" in first.body
        assert b"operatedatefrom%22%3A%222019-12-01%22" in first.body
        with pytest.raises(Fatal, match="NO_PERMISSION"):
            run.pull(run.cursor)
        assert b"2019-12-23" in run.asked(path)[-1].body


def test_kingdee_signs_each_request_and_puts_errors_into_the_first_cell(tmp_path: Path) -> None:
    path = (
        "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.ExecuteBillQuery.common.kdsvc"
    )
    status = {"MsgCode": 1, "IsSuccess": False, "Errors": [{"Message": "会话信息已丢失"}]}
    error = [[{"Result": {"ResponseStatus": status}}]]
    rows = [
        [100001, "CGDD1", "2026-01-05T00:00:00", "S1"],
        [100002, "CGDD2", "2026-01-06T00:00:00.5", "S2"],
    ]
    answers = {path: [error, rows, [rows[1]], error]}
    with scripted("kingdee", tmp_path, answers) as run:
        assert ids(run.pull()) == ["100001", "100002", "100002"]
        first, _, last = run.asked(path)
        assert first.json["data"]["FilterString"] == "FModifyDate>='2026-01-01 00:00:00'"
        assert (last.json["data"]["FilterString"], last.json["data"]["StartRow"]) == (
            "FModifyDate>='2026-01-06 00:00:00'", 0,
        )  # fmt: skip
        assert first.headers["x-api-signature"] != last.headers["x-api-signature"]
        assert first.headers["x-kd-signature"] == last.headers["x-kd-signature"]
        with pytest.raises(Retriable, match="会话信息已丢失"):
            run.pull()


def test_kingdee_sessions_are_tokens_of_a_signed_login(tmp_path: Path) -> None:
    answers = {"/login": [{"LoginResultType": 1, "KDSVCSessionId": "s-1"}], "/rows": [[{"id": 1}]]}
    with scripted("kingdee_session", tmp_path, answers) as run:
        assert ids(run.pull()) == ["1"]
        assert run.asked("/rows")[0].headers["kdservice-sessionid"] == "s-1"
        sent = run.asked("/login")[0].json["parameters"]
        assert sent[3].isdigit()
        assert len(sent[4]) == 64


def test_yonbip_signs_the_token_request_and_counts_pages(tmp_path: Path) -> None:
    day = f"{SOON} 08:00:00"
    answers = {
        "/open-auth/selfAppAuth/base/v1/getAccessToken": [
            {"code": "00000", "data": {"access_token": "a/b==", "expire": 7200}}
        ],
        "/yonbip/scm/purchaseorder/list": [
            {"code": "200", "data": {"recordCount": 2, "recordList": [{"id": 1, "pubts": day}]}},
            {"code": "200", "data": {"recordCount": 2, "recordList": [{"id": 2, "pubts": day}]}},
            {"code": 999, "message": "系统异常"},
        ],
    }
    with scripted("yonbip", tmp_path, answers) as run:
        assert ids(run.pull()) == ["1", "2"]
        query = run.asked("/open-auth/selfAppAuth/base/v1/getAccessToken")[0].query
        assert len(query["timestamp"]) == 13
        assert query["signature"].endswith("=")
        first = run.asked("/yonbip/scm/purchaseorder/list")[0]
        assert first.query == {"access_token": "a/b=="}
        assert first.json["simpleVOs"][0]["value1"] == f"{SOON} 00:00:00"
        with pytest.raises(Fatal, match="999: 系统异常"):
            run.pull()


def test_u8_says_everything_as_text_and_leaves_out_what_is_empty(tmp_path: Path) -> None:
    def page(*codes: str) -> dict[str, Any]:
        rows = [{"code": code, "date": str(SOON)} for code in codes]
        return {"errcode": "0", "page_count": "2", "row_count": "3", "purchaseorderlist": rows}

    answers = {
        "/system/token": [{"errcode": "0", "token": {"id": "u8"}}],
        "/api/purchaseorderlist/batch_get": [page("1", "2"), page("3")],
    }
    with scripted("u8", tmp_path, answers) as run:
        rows = run.pull()
        assert ids(rows) == ["1", "2", "3"]
        assert rows[0]["department_id"] is None
        assert run.asked("/api/purchaseorderlist/batch_get")[0].query["token"] == "u8"


def test_sap_follows_links_and_reads_its_dates(tmp_path: Path) -> None:
    path = "/sap/opu/odata/sap/API_PURCHASEORDER_PROCESS_SRV/A_PurchaseOrder"

    def row(i: int) -> dict[str, Any]:
        changed = f"/Date({1767225600000 + i}+0000)/"
        items = {"results": [{"Material": f"M{i}"}]}
        return {"PurchaseOrder": f"450000000{i}", "LastChangeDateTime": changed, "to_Item": items}

    answers = {
        path: [
            {"d": {"results": [row(1)], "__next": f"BASE{path}?$skiptoken=1"}},
            {"d": {"results": [row(2)]}},
            answer({"error": {"code": "005056", "message": {"lang": "en", "value": "bad"}}}, 400),
        ]
    }
    with scripted("sap", tmp_path, answers, "/sap/opu/odata/sap") as run:
        rows = run.pull()
        assert ids(rows) == ["4500000001", "4500000002"]
        assert rows[0]["updated_at"] == datetime(2026, 1, 1, 0, 0, 0, 1000, tzinfo=UTC)
        assert rows[0]["name"] == "M1"
        first, second = run.asked(path)
        assert (
            first.query["$filter"] == "LastChangeDateTime ge datetimeoffset'2026-01-01T00:00:00Z'"
        )
        assert second.query == {"$skiptoken": "1"}
        with pytest.raises(Fatal, match="005056: bad"):
            run.pull()


def test_oracle_says_whether_more_follows(tmp_path: Path) -> None:
    def page(more: bool, *numbers: int) -> dict[str, Any]:
        rows = [{"POHeaderId": n, "LastUpdateDate": "2026-01-01T00:00:00+00:00"} for n in numbers]
        return {"items": rows, "count": len(rows), "hasMore": more}

    answers = {"/purchaseOrders": [page(True, 1, 2), page(True), page(False, 300000047414571)]}
    with (
        scripted("oracle", tmp_path, answers) as run,
        pytest.raises(Retriable, match="less than it declared"),
    ):
        run.pull()  # an empty page from which no offset leads on
    answers = {"/purchaseOrders": [page(True, 1, 2), page(False, 300000047414571)]}
    with scripted("oracle", tmp_path, answers) as run:
        assert ids(run.pull()) == ["1", "2", "300000047414571"]


def test_odoo_gives_bare_lists_and_false_for_nothing(tmp_path: Path) -> None:
    def row(i: int) -> dict[str, Any]:
        return {"id": i, "name": f"P{i}", "write_date": f"2026-01-01 00:00:0{i}"}

    path = "/json/2/res.partner/search_read"
    answers = {
        path: [
            [row(1), row(2)],
            [row(2), row(3)],
            [row(3)],
            answer({"name": "odoo.AccessError", "message": "no"}, 403),
        ]
    }
    with scripted("odoo", tmp_path, answers) as run:
        assert ids(run.pull()) == ["1", "2", "2", "3", "3"]
        assert run.asked(path)[1].json["domain"] == [["write_date", ">=", "2026-01-01 00:00:02"]]
        with pytest.raises(Fatal, match=r"odoo\.AccessError: no"):
            run.pull()


def test_frappe_takes_json_in_the_query_and_blanks_in_paths(tmp_path: Path) -> None:
    answers = {
        "/api/resource/Purchase Order": [
            {"data": [{"name": "PO-1", "modified": "2026-01-05 10:00:00.123456"}]}
        ]
    }
    with scripted("frappe", tmp_path, answers) as run:
        assert ids(run.pull()) == ["PO-1"]
        [asked] = run.asked("/api/resource/Purchase Order")
        assert asked.query["filters"] == '[["modified",">=","2026-01-01 00:00:00"]]'
        assert asked.headers["authorization"] == "token app-id-1:hunter2-secret"


def test_salesforce_links_sessions_and_lists_of_errors(tmp_path: Path) -> None:
    def row(i: int, dead: bool = False) -> dict[str, Any]:
        return {"Id": f"00{i}", "SystemModstamp": "2026-01-02T00:00:00.000+0000", "IsDeleted": dead}

    expired = answer([{"message": "Session expired", "errorCode": "INVALID_SESSION_ID"}], 401)
    rest = "/services/data/v59.0/query/01g-2000"
    first = {"totalSize": 2, "done": False, "nextRecordsUrl": rest, "records": [row(1)]}
    answers = {
        "/services/oauth2/token": [{"access_token": "00D!1"}, {"access_token": "00D!2"}],
        "/services/data/v59.0/queryAll": [expired, first],
        rest: [{"totalSize": 2, "done": True, "records": [row(2, True)]}],
    }
    with scripted("salesforce", tmp_path, answers) as run:
        rows = run.pull()
        assert ids(rows) == ["001", "002"]
        assert [row["deleted_at"] is None for row in rows] == [True, False]
        assert "client_credentials" in run.asked("/services/oauth2/token")[0].body.decode()
        assert run.asked(rest)[0].headers["authorization"] == "Bearer 00D!2"


def test_fxiaoke_goes_on_by_time_and_never_reaches_its_offset_limit(tmp_path: Path) -> None:
    def page(*numbers: int) -> dict[str, Any]:
        rows = [{"_id": f"x{n}", "last_modified_time": 1767300000000 + n} for n in numbers]
        return {"errorCode": 0, "errorMessage": "OK", "data": {"dataList": rows, "total": 0}}

    path = "/cgi/crm/v2/data/query"
    answers = {
        "/oauth2.0/token": [{"errorCode": 0, "accessToken": "f", "expiresIn": 7200}],
        path: [page(1, 2), {"errorCode": 14001, "errorMessage": "busy"}, page(2, 3), page(3)],
    }
    with scripted("fxiaoke", tmp_path, answers) as run:
        assert ids(run.pull()) == ["x1", "x2", "x2", "x3", "x3"]
        asked = [a.json["data"]["search_query_info"] for a in run.asked(path)]
        assert {each["offset"] for each in asked} == {0}
        assert asked[-1]["filters"][0]["field_values"] == [1767300000003]
        assert len({a.query["thirdTraceId"] for a in run.asked(path)}) == 4


def test_neocrm_takes_a_query_language(tmp_path: Path) -> None:
    def page(*numbers: int) -> dict[str, Any]:
        rows = [{"id": n, "updatedAt": 1767300000000} for n in numbers]
        return {"code": "200", "data": {"totalSize": 1, "count": len(rows), "records": rows}}

    token = {"code": 200, "access_token": "n"}
    answers = {"/oauth2/token": [token], "/rest/data/v2.0/query/xoql": [page(7), page()]}
    with scripted("neocrm", tmp_path, answers) as run:
        assert ids(run.pull()) == ["7"]
        sent = [a.body.decode() for a in run.asked("/rest/data/v2.0/query/xoql")]
        assert [text.rpartition("limit+")[2] for text in sent] == ["0%2C100", "1%2C100"]


def test_hubspot_goes_on_by_time_before_the_limit_of_a_search(tmp_path: Path) -> None:
    def page(total: int, after: str | None, *numbers: int) -> dict[str, Any]:
        rows = [
            {
                "id": str(n),
                "updatedAt": f"2026-02-01T00:00:0{n}Z",
                "properties": {"dealname": f"D{n}"},
            }
            for n in numbers
        ]
        following = {"paging": {"next": {"after": after}}} if after else {}
        return {"total": total, "results": rows} | following

    path = "/crm/v3/objects/deals/search"
    pages = [page(5, "2", 1, 2), page(5, "4", 3, 4), page(2, None, 4, 5)]
    with scripted("hubspot", tmp_path, {path: pages}) as run:
        assert ids(run.pull()) == ["1", "2", "3", "4", "4", "5"]
        sent = [a.json for a in run.asked(path)]
        assert [each.get("after") for each in sent] == [None, "2", None]
        assert sent[2]["filterGroups"][0]["filters"][0]["value"] == "1769904004000"


def test_espocrm_may_not_count(tmp_path: Path) -> None:
    def page(total: int, *numbers: int) -> dict[str, Any]:
        return {"list": [{"id": n} for n in numbers], "total": total}

    answers = {"/api/v1/Account": [page(-1, 1, 2), page(-1, 3), page(-2)]}
    with scripted("espo", tmp_path, answers) as run:
        assert ids(run.pull()) == ["1", "2", "3"]


def test_suitecrm_speaks_json_api(tmp_path: Path) -> None:
    def page(name: str) -> dict[str, Any]:
        attributes = {"name": name, "date_modified": "2026-01-01T00:00:00+00:00"}
        row = {"type": "Account", "id": name, "attributes": attributes}
        return {"data": [row], "meta": {"total-pages": 2}}

    answers = {
        "/Api/access_token": [{"access_token": "s", "expires_in": "3600"}],
        "/Api/V8/module/Accounts": [page("a"), page("b")],
    }
    with scripted("suite", tmp_path, answers) as run:
        assert ids(run.pull()) == ["a", "b"]
        numbers = [a.query["page[number]"] for a in run.asked("/Api/V8/module/Accounts")]
        assert numbers == ["1", "2"]


def test_seeyon_keeps_its_secret_in_the_path_and_counts_nothing(tmp_path: Path) -> None:
    def page(*numbers: int) -> dict[str, Any]:
        return {"total": 0, "data": [{"affairId": n} for n in numbers]}

    token = "/seeyon/rest/token/app-id-1/hunter2-secret"
    ended = {"code": 1010, "message": "invalid hunter2-secret"}
    answers = {
        token: [{"id": "one"}, {"id": "two"}],
        "/seeyon/rest/coll/doneAffairs": [page(1, 2), ended, page(3)],
    }
    with scripted("seeyon", tmp_path, answers) as run:
        assert ids(run.pull()) == ["1", "2", "3"]
        assert len(run.asked(token)) == 2
        assert "hunter2" not in repr(run.source) + repr(vars(run.source))
