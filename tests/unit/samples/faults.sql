-- What must count zero in a demo OA database. Rows still spoilt on purpose are left out.

-- name: process
SELECT count(*)
  FROM workflow_requestbase
  WHERE workflowid NOT IN (SELECT id
  FROM workflow_base)

-- name: applicant
SELECT count(*)
  FROM workflow_requestbase
  WHERE creater NOT IN (SELECT id
  FROM hrmresource)

-- name: company
SELECT count(*)
  FROM workflow_requestbase
  WHERE subcompanyid NOT IN (SELECT id
  FROM hrmsubcompany)

-- name: form
SELECT count(*)
  FROM workflow_requestbase
  WHERE requestid NOT IN (SELECT requestid
  FROM formtable_main)

-- name: department
SELECT count(*)
  FROM formtable_main
  WHERE sqbm NOT IN (SELECT id
  FROM hrmdepartment)

-- name: previous
SELECT count(*)
  FROM formtable_main f
  JOIN workflow_requestbase r USING (requestid)
  LEFT JOIN workflow_requestbase p ON p.requestid = f.lastrequest
  WHERE f.lastrequest IS NOT NULL
  AND (p.requestid IS NULL
  OR p.createdate || p.createtime > r.createdate || r.createtime
  OR p.creater <> r.creater)

-- name: task
SELECT count(*)
  FROM workflow_currentoperator
  WHERE requestid NOT IN (SELECT requestid
  FROM workflow_requestbase)
  OR userid NOT IN (SELECT id
  FROM hrmresource)
  OR nodeid NOT IN (SELECT id
  FROM workflow_nodebase)
  OR roleid NOT IN (SELECT id
  FROM hrmroles)

-- name: log
SELECT count(*)
  FROM workflow_requestlog l
  LEFT JOIN workflow_currentoperator o ON o.id = l.logid
  WHERE o.id IS NULL
  OR o.requestid <> l.requestid
  OR o.isremark <> 2

-- name: acted without log
SELECT count(*)
  FROM workflow_currentoperator o
  LEFT JOIN workflow_requestlog l ON l.logid = o.id
  WHERE o.isremark = 2
  AND l.logid IS NULL

-- name: relation
SELECT count(*)
  FROM workflow_relation d
  LEFT JOIN workflow_requestbase a ON a.requestid = d.requestid
  LEFT JOIN workflow_requestbase b ON b.requestid = d.relrequestid
  WHERE a.requestid IS NULL
  OR b.requestid IS NULL
  OR b.finishdate > a.createdate

-- name: head
SELECT count(*)
  FROM hrmdepartment
  WHERE bmfzr NOT IN (SELECT id
  FROM hrmresource)

-- name: successor
SELECT count(*)
  FROM hrmdepartment
  WHERE mergeto NOT IN (SELECT id
  FROM hrmdepartment)

-- name: person's department
SELECT count(*)
  FROM hrmresource p
  JOIN hrmdepartment d ON d.id = p.departmentid
  WHERE d.canceldate IS NOT NULL
  OR d.subcompanyid1 <> p.subcompanyid1

-- name: acted before received
SELECT count(*)
  FROM workflow_currentoperator o
  JOIN workflow_requestlog l ON l.logid = o.id
  WHERE l.operatedate || l.operatetime < o.receivedate || o.receivetime

-- name: submitted before created
SELECT count(*)
  FROM workflow_requestbase
  WHERE submitdate || submittime < createdate || createtime
  AND requestid NOT IN (SELECT rowkey
  FROM oa_repair
  WHERE done = 0)

-- name: decided before submitted
SELECT count(*)
  FROM workflow_requestbase
  WHERE finishdate || finishtime < submitdate || submittime
  AND requestid NOT IN (SELECT rowkey
  FROM oa_repair
  WHERE done = 0)

-- name: closed before decided
SELECT count(*)
  FROM workflow_requestbase
  WHERE archivedate || archivetime < finishdate || finishtime
  AND requestid NOT IN (SELECT rowkey
  FROM oa_repair
  WHERE done = 0)

-- name: stops out of order
SELECT count(*)
  FROM workflow_currentoperator a
  JOIN workflow_currentoperator b ON b.requestid = a.requestid
  AND b.showorder = a.showorder + 1
  WHERE b.receivedate || b.receivetime < a.receivedate || a.receivetime

-- name: stops with gaps
SELECT count(*)
  FROM (SELECT 1
  FROM workflow_currentoperator
  GROUP BY requestid
  HAVING count(*) <> max(showorder)
  OR min(showorder) <> 1)

-- name: clock behind its row
SELECT count(*)
  FROM workflow_currentoperator o
  JOIN workflow_requestlog l ON l.logid = o.id
  WHERE o.lastmod < l.operatedate || ' ' || l.operatetime

-- name: waits after the end
SELECT count(*)
  FROM workflow_currentoperator o
  JOIN workflow_requestbase r USING (requestid)
  WHERE o.isremark = 0
  AND r.requeststatus <> 1
  AND requestid NOT IN (SELECT rowkey
  FROM oa_repair
  WHERE done = 0)

-- name: runs with nobody
SELECT count(*)
  FROM workflow_requestbase r
  WHERE requeststatus = 1
  AND NOT EXISTS (SELECT 1
  FROM workflow_currentoperator o
  WHERE o.requestid = r.requestid
  AND o.isremark = 0)

-- name: decided without time
SELECT count(*)
  FROM workflow_requestbase
  WHERE requeststatus IN (2, 3)
  AND finishdate IS NULL
  AND requestid NOT IN (SELECT rowkey
  FROM oa_repair
  WHERE done = 0)

-- name: later than now
SELECT count(*)
  FROM workflow_currentoperator
  WHERE lastmod > (SELECT value
  FROM oa_system
  WHERE name = 'acted')

-- name: document later than now
SELECT count(*)
  FROM workflow_requestbase
  WHERE lastmod > (SELECT value
  FROM oa_system
  WHERE name = 'acted')
