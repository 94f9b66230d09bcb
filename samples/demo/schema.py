"""The tables of the demo's OA product, as such a product would name them."""

DDL = """
CREATE TABLE oa_system (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE hrmsubcompany (
  id INTEGER PRIMARY KEY, subcompanyname TEXT NOT NULL, subcompanydesc TEXT, supsubcomid INTEGER,
  currencycode TEXT NOT NULL, timezone TEXT NOT NULL, calendarcode TEXT NOT NULL,
  istest INTEGER NOT NULL DEFAULT 0, canceled INTEGER NOT NULL DEFAULT 0, modified TEXT NOT NULL);
CREATE TABLE hrmdepartment (
  id INTEGER PRIMARY KEY, departmentname TEXT NOT NULL, departmentmark TEXT,
  subcompanyid1 INTEGER NOT NULL REFERENCES hrmsubcompany (id), supdepid INTEGER, bmfzr INTEGER,
  effectdate TEXT NOT NULL, canceldate TEXT, mergeto INTEGER,
  canceled INTEGER NOT NULL DEFAULT 0, modified TEXT NOT NULL);
CREATE TABLE hrmresource (
  id INTEGER PRIMARY KEY, workcode TEXT NOT NULL, lastname TEXT NOT NULL,
  subcompanyid1 INTEGER NOT NULL, departmentid INTEGER NOT NULL REFERENCES hrmdepartment (id),
  managerid INTEGER, jobtitle TEXT, status INTEGER NOT NULL, modified TEXT NOT NULL);
CREATE TABLE hrmroles (id INTEGER PRIMARY KEY, rolesname TEXT NOT NULL);
CREATE TABLE kq_workday (
  calendarcode TEXT NOT NULL, workdate TEXT NOT NULL, daytype INTEGER NOT NULL,
  onduty1 TEXT, offduty1 TEXT, onduty2 TEXT, offduty2 TEXT,
  acctperiod TEXT NOT NULL, fiscalyear TEXT NOT NULL, memo TEXT, modified TEXT NOT NULL,
  PRIMARY KEY (calendarcode, workdate));
CREATE TABLE workflow_base (
  id INTEGER PRIMARY KEY, workflowname TEXT NOT NULL, formid INTEGER NOT NULL,
  isvalid INTEGER NOT NULL);
CREATE TABLE workflow_nodebase (
  id INTEGER PRIMARY KEY, workflowid INTEGER NOT NULL REFERENCES workflow_base (id),
  nodename TEXT NOT NULL, nodetype INTEGER NOT NULL, orderno INTEGER NOT NULL);
CREATE TABLE workflow_timelimit (
  id INTEGER PRIMARY KEY, workflowid INTEGER NOT NULL REFERENCES workflow_base (id), nodeid INTEGER,
  limitminutes INTEGER NOT NULL, effectdate TEXT NOT NULL, modified TEXT NOT NULL);
CREATE TABLE workflow_requestbase (
  requestid INTEGER PRIMARY KEY, workflowid INTEGER NOT NULL REFERENCES workflow_base (id),
  requestname TEXT NOT NULL, requestmark TEXT NOT NULL, creater INTEGER NOT NULL,
  subcompanyid INTEGER NOT NULL, createdate TEXT NOT NULL, createtime TEXT NOT NULL,
  submitdate TEXT, submittime TEXT, currentnodeid INTEGER NOT NULL, requeststatus INTEGER NOT NULL,
  finishdate TEXT, finishtime TEXT, archivedate TEXT, archivetime TEXT,
  deleted INTEGER NOT NULL DEFAULT 0, lastmod TEXT NOT NULL);
CREATE TABLE formtable_main (
  requestid INTEGER PRIMARY KEY REFERENCES workflow_requestbase (requestid),
  sqbm INTEGER NOT NULL, je TEXT, bz INTEGER, lastrequest INTEGER);
CREATE TABLE workflow_currentoperator (
  id INTEGER PRIMARY KEY, requestid INTEGER NOT NULL REFERENCES workflow_requestbase (requestid),
  showorder INTEGER NOT NULL, roundno INTEGER NOT NULL, nodeid INTEGER NOT NULL,
  userid INTEGER NOT NULL, roleid INTEGER NOT NULL, signtype INTEGER NOT NULL,
  isremark INTEGER NOT NULL, receivedate TEXT NOT NULL, receivetime TEXT NOT NULL,
  sponsor INTEGER, lastmod TEXT NOT NULL);
CREATE TABLE workflow_requestlog (
  logid INTEGER PRIMARY KEY REFERENCES workflow_currentoperator (id), requestid INTEGER NOT NULL,
  nodeid INTEGER NOT NULL, logtype TEXT NOT NULL, operator INTEGER NOT NULL,
  operatedate TEXT NOT NULL, operatetime TEXT NOT NULL, remark TEXT);
CREATE TABLE workflow_relation (
  id INTEGER PRIMARY KEY, requestid INTEGER NOT NULL, relrequestid INTEGER NOT NULL,
  reltype TEXT NOT NULL, modified TEXT NOT NULL);
CREATE TABLE oa_repair (
  id INTEGER PRIMARY KEY, tablename TEXT NOT NULL, rowkey INTEGER NOT NULL,
  columnname TEXT NOT NULL, rightvalue TEXT, done INTEGER NOT NULL DEFAULT 0);
"""

INDEXES = """
CREATE INDEX ix_request_lastmod ON workflow_requestbase (lastmod, requestid);
CREATE UNIQUE INDEX ux_request_mark ON workflow_requestbase (requestmark);
CREATE INDEX ix_request_open ON workflow_requestbase (requeststatus) WHERE requeststatus < 2;
CREATE INDEX ix_operator_lastmod ON workflow_currentoperator (lastmod, id);
CREATE INDEX ix_operator_request ON workflow_currentoperator (requestid, showorder);
CREATE INDEX ix_operator_waiting ON workflow_currentoperator (userid) WHERE isremark = 0;
"""
# isremark: 0 waiting, 2 acted, 5 cancelled (somebody else decided, or the document ended)
WAITING, ACTED, CANCELLED = 0, 2, 5
CURRENCIES = {"CNY": 0, "USD": 1}
DAY_TYPES = {"work": 1, "makeup": 2, "rest": 3, "holiday": 4}
IN_OFFICE, LEFT = 1, 5
