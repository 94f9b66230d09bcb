"""The rules of rights, as data. What no rule allows is denied; docs/decisions say why."""

from access.definition import CUSTOMER_CONTACT, Role, Rows, Rule

BUYING = frozenset({"purchase", "purchase_stage", "purchase_exception", "received_not_invoiced"})
OWED_TO_SUPPLIERS = frozenset(
    {"supplier_invoice", "duplicate_invoice", "payable", "prepayment", "supplier_payment"}
)
CONTRACTS = frozenset({"contract", "contract_term", "contract_cover"})
PURCHASING = (
    frozenset({"purchase_request", "purchase_price", "goods_receipt"})
    | CONTRACTS
    | BUYING
    | OWED_TO_SUPPLIERS
)
STOCK = frozenset({"stock_count", "stock_balance", "stock_move"})
SOLD = frozenset(
    {"sales_order", "sales_stage", "shipment", "backlog", "revenue"}
    | {"receivable", "unapplied_receipt", "collection"}
)
SELLING = frozenset({"opportunity", "opportunity_stage", "complaint", "survey"}) | SOLD
MONEY = (
    frozenset({"budget_entry", "budget_cell", "cash"})
    | CONTRACTS
    | frozenset({"agreement", "disagreement"})
    | BUYING
    | OWED_TO_SUPPLIERS
    | SOLD
)
PEOPLE = frozenset({"headcount", "person_month", "payroll"})

PAY_BY_TOTALS: tuple[tuple[Role, Rows], ...] = (
    ("executive", "company"),
    ("department_head", "department_subtree"),
    ("auditor", "company"),
)

RULES: tuple[Rule, ...] = (
    Rule(
        name="executive",
        effect="allow",
        role="executive",
        subject="*",
        rows="company",
        because_zh="高管可以查看授权公司的全部单据",
        because_en="An executive sees every document of the granted company",
    ),
    Rule(
        name="department_head",
        effect="allow",
        role="department_head",
        subject="*",
        rows="department_subtree",
        because_zh="部门负责人可以查看本部门、下级部门及并入部门的单据",
        because_en="A department head sees the department, those below it and those merged into it",
    ),
    Rule(
        name="approver_own",
        effect="allow",
        role="approver",
        subject="*",
        rows="own",
        because_zh="审批人可以查看自己提交的单据",
        because_en="An approver sees the documents they submitted",
    ),
    Rule(
        name="approver_acted",
        effect="allow",
        role="approver",
        subject="*",
        rows="acted",
        because_zh="审批人可以查看自己处理过或待自己处理的单据",
        because_en="An approver sees the documents they acted on or that wait for them",
    ),
    Rule(
        name="auditor",
        effect="allow",
        role="auditor",
        subject="*",
        rows="company",
        masks=frozenset({"person"}),
        because_zh="审计员可以查看授权公司的全部单据与金额，人员姓名隐藏",
        because_en="An auditor sees every document and amount of the granted company, no names",
    ),
    Rule(
        name="buyer_own",
        effect="allow",
        role="buyer",
        subject=PURCHASING,
        rows="own",
        because_zh="采购员可以查看自己负责的采购单据",
        because_en="A buyer sees the purchases they look after",
    ),
    Rule(
        name="buyer_extent",
        effect="allow",
        role="buyer",
        subject=PURCHASING,
        rows="extent",
        because_zh="采购员可以查看授权项目、仓库的采购单据",
        because_en="A buyer sees the purchases of the granted project or warehouse",
    ),
    Rule(
        name="warehouse_extent",
        effect="allow",
        role="warehouse",
        subject=STOCK,
        rows="extent",
        because_zh="仓库人员可以查看授权仓库、区域的库存",
        because_en="Warehouse staff see the stock of the granted warehouse or region",
    ),
    Rule(
        name="warehouse_shipments",
        effect="allow",
        role="warehouse",
        subject="shipment",
        rows="extent",
        masks=frozenset({"amount"}),
        because_zh="仓库人员可以查看授权仓库、区域的发货，售价与成本隐藏",
        because_en="Warehouse staff see what left the granted warehouse or region, without prices",
    ),
    Rule(
        name="finance",
        effect="allow",
        role="finance",
        subject=MONEY,
        rows="company",
        because_zh="财务人员可以查看授权公司的预算、往来、合同与资金",
        because_en="Finance sees budgets, payables, receivables, contracts and cash of the company",
    ),
    Rule(
        name="sales_own",
        effect="allow",
        role="sales",
        subject=SELLING,
        rows="own",
        masks=frozenset({"cost"}),
        because_zh="销售人员可以查看自己负责的单据，成本与毛利隐藏",
        because_en="Sales sees the documents they look after, costs and margins hidden",
    ),
    Rule(
        name="sales_customers",
        effect="allow",
        role="sales",
        subject=SELLING,
        rows="customer_owner",
        masks=frozenset({"cost"}),
        because_zh="销售人员可以查看自己客户的单据，成本与毛利隐藏",
        because_en="Sales sees the documents of their customers, costs and margins hidden",
    ),
    Rule(
        name="sales_region",
        effect="allow",
        role="sales",
        subject=SELLING,
        rows="extent",
        masks=frozenset({"cost"}),
        apart=frozenset({"warehouse_id"}),
        because_zh="销售人员可以查看授权区域客户的单据，成本与毛利隐藏",
        because_en="Sales sees the documents of the granted region's customers, without costs",
    ),
    Rule(
        name="sales_contacts",
        effect="allow",
        role="sales",
        subject=CUSTOMER_CONTACT,
        rows="own",
        because_zh="销售人员可以查看自己客户的联系人与电话",
        because_en="Sales may know whom to call at the customers they look after",
    ),
    Rule(
        name="head_contacts",
        effect="allow",
        role="department_head",
        subject=CUSTOMER_CONTACT,
        rows="department_subtree",
        because_zh="部门负责人可以查看本部门及下级部门客户的联系人与电话",
        because_en="A department head may know whom to call at the department's customers",
    ),
    Rule(
        name="hr",
        effect="allow",
        role="hr",
        subject=PEOPLE,
        rows="company",
        because_zh="人事可以查看授权公司的人员与薪酬",
        because_en="HR sees the people and pay of the granted company",
    ),
    *(
        Rule(
            name=f"{role}_payroll",
            effect="allow",
            role=role,
            subject="payroll",
            rows=rows,
            masks=frozenset({"salary"}),
            because_zh="薪酬只显示五人以上的合计，不显示个人",
            because_en="Pay is shown as totals of five people or more, never of a person",
        )
        for role, rows in PAY_BY_TOTALS
    ),
    Rule(
        name="own_documents",
        effect="allow",
        role="*",
        subject="*",
        rows="own",
        because_zh="每个人都可以查看自己提交的单据",
        because_en="Everyone sees the documents they submitted",
    ),
    Rule(
        name="administrator",
        effect="deny",
        role="administrator",
        subject="*",
        rows="all",
        because_zh="管理员负责系统管理，不查看任何业务数据（需要查看时请使用另一个账号）",
        because_en="An administrator administers and sees no business data (use another account)",
    ),
)
