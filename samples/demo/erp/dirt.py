"""What people typed wrong in the ERP; the ticker mends it later."""

from samples.demo.dirt import Blunder, Dirt

# old, and none that carries a story: what is planted can be found
_OLD = (
    "FCREATEDATE < (SELECT date(max(FCREATEDATE), '-60 day') FROM t_pur_order) AND FBILLNO NOT IN"
    " (SELECT FSUBJECT FROM erp_story UNION SELECT FOTHER FROM erp_story WHERE FOTHER IS NOT NULL)"
)
_ORDERS = f"SELECT FID FROM t_pur_order WHERE FCLOSESTATUS = 'B' AND {_OLD}"  # noqa: S608 - constants
_PAID = f"SELECT FID FROM t_ap_payable WHERE FWRITTENOFF = FALLAMOUNT AND {_OLD}"  # noqa: S608 - constants
_SALES = f"SELECT FID FROM t_sal_order WHERE FCLOSESTATUS = 'B' AND {_OLD}"  # noqa: S608 - constants
_CONTRACTS = f"SELECT FID FROM t_con_contract WHERE FSTATE = 1 AND {_OLD}"  # noqa: S608 - constants
_COUNTED = (
    "SELECT FENTRYID FROM t_stk_countentry WHERE FROUND = 1 AND FACCTQTY > 0 AND FCOUNTTIME <"
    " (SELECT date(max(FCOUNTTIME), '-60 day') FROM t_stk_countentry)"
)
_SPENT = "SELECT FID FROM t_bm_execute WHERE FKIND = 'FK'"
BLUNDERS = (
    Blunder(table="t_pur_order", key="FID", column="FDATE", among=_ORDERS,
            wrong=("待补", "2026/13/45", "去年"), rows=5),
    Blunder(table="t_pur_order", key="FID", column="FDOCUMENTSTATUS", among=_ORDERS,
            wrong=("9", "Z"), rows=5),
    Blunder(table="t_ap_payable", key="FID", column="FALLAMOUNT", among=_PAID,
            wrong=("壹万贰仟元整", "面议"), rows=5),
    Blunder(table="t_ap_payable", key="FID", column="FENDDATE", among=_PAID,
            wrong=("2019-01-02",), rows=5),
    Blunder(table="t_sal_order", key="FID", column="FALLAMOUNT", among=_SALES,
            wrong=("待定", "面议"), rows=5),
    Blunder(table="t_con_contract", key="FID", column="FENDDATE", among=_CONTRACTS,
            wrong=("2001-01-01",), rows=4),
    Blunder(table="t_stk_countentry", key="FENTRYID", column="FCOUNTQTY", among=_COUNTED,
            wrong=("-5", "-12"), rows=5),
    Blunder(table="t_bm_execute", key="FID", column="FPERIOD", among=_SPENT,
            wrong=("2026-13", "上月"), rows=5),
)  # fmt: skip
DIRT = Dirt(
    repairs="erp_repair",
    blunders=BLUNDERS,
    touch={
        blunder.table: f"UPDATE {blunder.table} SET FMODIFYDATE = ? WHERE {blunder.key} = ?"  # noqa: S608 - constants
        for blunder in BLUNDERS
    },
)
