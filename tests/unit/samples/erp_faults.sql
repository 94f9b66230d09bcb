-- What must count zero in a demo ERP. Rows spoilt on purpose and planted stories are left out.

-- name: request header and lines
SELECT count(*) FROM t_pur_req h
  JOIN (SELECT FID, sum(FALLAMOUNT) AS total FROM t_pur_reqentry GROUP BY FID) e USING (FID)
  WHERE abs(h.FALLAMOUNT - e.total) > 0.001

-- name: order header and lines
SELECT count(*) FROM t_pur_order h
  JOIN (SELECT FID, sum(FALLAMOUNT) AS total, sum(FAMOUNT) AS net
        FROM t_pur_orderentry GROUP BY FID) e USING (FID)
  WHERE abs(h.FBILLALLAMOUNT - e.total) > 0.001 OR abs(h.FBILLAMOUNT - e.net) > 0.001

-- name: order without lines
SELECT count(*) FROM t_pur_order WHERE FID NOT IN (SELECT FID FROM t_pur_orderentry)

-- name: invoice header and lines
SELECT count(*) FROM t_ap_payable h
  JOIN (SELECT FID, sum(FALLAMOUNT) AS total, sum(FNOTAXAMOUNT) AS net
        FROM t_ap_payableentry GROUP BY FID) e USING (FID)
  WHERE FID NOT IN (SELECT rowkey FROM erp_repair WHERE tablename = 't_ap_payable' AND done = 0)
  AND (abs(h.FALLAMOUNT - e.total) > 0.001 OR abs(h.FNOTAXAMOUNT - e.net) > 0.001)

-- name: sale header and lines
SELECT count(*) FROM t_sal_order h
  JOIN (SELECT FID, sum(FALLAMOUNT) AS total, sum(FAMOUNT) AS net
        FROM t_sal_orderentry GROUP BY FID) e USING (FID)
  WHERE FID NOT IN (SELECT rowkey FROM erp_repair WHERE tablename = 't_sal_order' AND done = 0)
  AND (abs(h.FALLAMOUNT - e.total) > 0.001 OR abs(h.FAMOUNT - e.net) > 0.001)

-- name: bill header and lines
SELECT count(*) FROM t_ar_receivable h
  JOIN (SELECT FID, sum(FALLAMOUNT) AS total FROM t_ar_receivableentry GROUP BY FID) e USING (FID)
  WHERE abs(h.FALLAMOUNT - e.total) > 0.001

-- name: contract and terms
SELECT count(*) FROM t_con_contract h
  JOIN (SELECT FID, sum(FPLANAMOUNT_F) AS total FROM t_con_payplan GROUP BY FID) e USING (FID)
  WHERE abs(round(h.FALLAMOUNT * 100) - e.total) > 0.5

-- name: received more than tolerance allows
SELECT count(*) FROM t_pur_orderentry WHERE FRECEIVEQTY > FQTY * 1.03 + 1

-- name: received is what receipts accepted
SELECT count(*) FROM t_pur_orderentry l LEFT JOIN
  (SELECT FPOORDERENTRYID AS id, sum(FREALQTY - FREFUSEQTY) AS accepted
   FROM t_stk_instockentry WHERE FDELETED = 0 GROUP BY 1) r ON r.id = l.FENTRYID
  WHERE l.FRECEIVEQTY <> coalesce(r.accepted, 0)

-- name: invoiced more than was accepted
SELECT count(*) FROM t_stk_instockentry WHERE FINVOICEQTY > FREALQTY - FREFUSEQTY

-- name: invoiced is what invoices say
SELECT count(*) FROM t_stk_instockentry r LEFT JOIN
  (SELECT e.FINSTOCKENTRYID AS id, sum(e.FQTY) AS charged
   FROM t_ap_payableentry e JOIN t_ap_payable h USING (FID)
   WHERE h.FBILLTYPEID = 'YF01' AND h.FBILLNO NOT IN
     (SELECT FSUBJECT FROM erp_story WHERE FNAME = 'duplicate_invoice')
   GROUP BY 1) i ON i.id = r.FENTRYID
  WHERE r.FINVOICEQTY <> coalesce(i.charged, 0)

-- name: received before ordered
SELECT count(*) FROM t_stk_instockentry r JOIN t_stk_instock h USING (FID)
  JOIN t_pur_orderentry l ON l.FENTRYID = r.FPOORDERENTRYID
  JOIN t_pur_order o ON o.FID = l.FID
  WHERE h.FDATE < substr(o.FCREATEDATE, 1, 10) OR h.FCREATEDATE < o.FCREATEDATE

-- name: delivery of a cancelled order
SELECT count(*) FROM t_pur_order o JOIN t_pur_orderentry l USING (FID)
  WHERE o.FCANCELSTATUS = 'B' AND l.FRECEIVEQTY > 0

-- name: closed but not received
SELECT count(*) FROM t_pur_order o JOIN t_pur_orderentry l USING (FID)
  WHERE o.FCLOSESTATUS = 'B' AND o.FCANCELSTATUS = 'A' AND l.FMRPTERMINATESTATUS = 'A'
  AND l.FRECEIVEQTY < l.FQTY

-- name: invoice settled is what payments cover
SELECT count(*) FROM t_ap_payable i LEFT JOIN
  (SELECT e.FPAYABLEID AS id, sum(e.FSETTLEAMOUNT_F) AS cents
   FROM t_ap_payentry e JOIN t_ap_paybill p USING (FID)
   WHERE p.FBILLNO NOT IN (SELECT FSUBJECT FROM erp_story WHERE FNAME = 'paid_twice')
   GROUP BY 1) a ON a.id = i.FID
  WHERE abs(round(i.FWRITTENOFF * 100) - coalesce(a.cents, 0)) > 0.5

-- name: invoice settled beyond its amount
SELECT count(*) FROM t_ap_payable
  WHERE FID NOT IN (SELECT rowkey FROM erp_repair WHERE tablename = 't_ap_payable' AND done = 0)
  AND (FALLAMOUNT > 0 AND (FWRITTENOFF > FALLAMOUNT + 0.001 OR FWRITTENOFF < 0)
  OR FALLAMOUNT < 0 AND (FWRITTENOFF < FALLAMOUNT - 0.001 OR FWRITTENOFF > 0))

-- name: payment open is what it does not cover
SELECT count(*) FROM t_ap_paybill p LEFT JOIN
  (SELECT FID, sum(FSETTLEAMOUNT_F) AS cents FROM t_ap_payentry GROUP BY FID) a USING (FID)
  WHERE p.FUNSETTLED_F <> p.FPAYAMOUNT_F - coalesce(a.cents, 0) OR p.FUNSETTLED_F < 0

-- name: payment covers an invoice of somebody else
SELECT count(*) FROM t_ap_payentry e JOIN t_ap_paybill p USING (FID)
  JOIN t_ap_payable i ON i.FID = e.FPAYABLEID
  WHERE i.FSUPPLIERID <> p.FSUPPLIERID OR i.FSETTLEORGID <> p.FPAYORGID
  OR i.FCURRENCYID <> p.FCURRENCYID

-- name: payment carried out without the bank
SELECT count(*) FROM t_ap_paybill p LEFT JOIN
  (SELECT FSRCID, sum(FAMOUNT_F) AS cents FROM t_cn_journal
   WHERE FSRCTYPE = 't_ap_paybill' GROUP BY 1) j ON j.FSRCID = p.FID
  WHERE (p.FPAYDATE IS NOT NULL) <> (j.cents IS NOT NULL)
  OR j.cents <> -p.FPAYAMOUNT_F

-- name: money received without the bank
SELECT count(*) FROM t_ar_receivebill p LEFT JOIN
  (SELECT FSRCID, sum(FAMOUNT_F) AS cents FROM t_cn_journal
   WHERE FSRCTYPE = 't_ar_receivebill' GROUP BY 1) j ON j.FSRCID = p.FID
  WHERE coalesce(j.cents, 0) <> p.FAMOUNT_F

-- name: bill settled is what receipts cover
SELECT count(*) FROM t_ar_receivable i LEFT JOIN
  (SELECT FRECEIVABLEID AS id, sum(FSETTLEAMOUNT_F) AS cents FROM t_ar_receiveentry
   GROUP BY 1) a ON a.id = i.FID
  WHERE abs(round(i.FWRITTENOFF * 100) - coalesce(a.cents, 0)) > 0.5

-- name: money received open is what it does not cover
SELECT count(*) FROM t_ar_receivebill p LEFT JOIN
  (SELECT FID, sum(FSETTLEAMOUNT_F) AS cents FROM t_ar_receiveentry GROUP BY FID) a USING (FID)
  WHERE p.FUNSETTLED_F <> p.FAMOUNT_F - coalesce(a.cents, 0) OR p.FUNSETTLED_F < 0

-- name: shipped is what shipments say
SELECT count(*) FROM t_sal_orderentry l LEFT JOIN
  (SELECT FSOENTRYID AS id, sum(FREALQTY) AS quantity FROM t_sal_outstockentry
   WHERE FREALQTY > 0 GROUP BY 1) s ON s.id = l.FENTRYID
  WHERE l.FSTOCKOUTQTY <> coalesce(s.quantity, 0) OR l.FSTOCKOUTQTY > l.FQTY

-- name: shipped before ordered
SELECT count(*) FROM t_sal_outstock s JOIN t_sal_order o ON o.FID = s.FSALEID
  WHERE s.FCREATEDATE < o.FCREATEDATE OR s.FARRIVEDATE < s.FDATE

-- name: billed twice
SELECT count(*) FROM (SELECT FSHIPMENTID FROM t_ar_receivable GROUP BY 1 HAVING count(*) > 1)

-- name: stock is not the sum of its moves
SELECT count(*) FROM t_stk_inventory i LEFT JOIN
  (SELECT FSTOCKID, FMATERIALID, FLOT, sum(FQTY) AS quantity FROM t_stk_invlog
   GROUP BY 1, 2, 3) m USING (FSTOCKID, FMATERIALID, FLOT)
  WHERE i.FBASEQTY <> coalesce(m.quantity, 0) OR i.FBASEQTY < 0

-- name: stock below zero on the way
SELECT count(*) FROM (SELECT sum(FQTY) OVER
  (PARTITION BY FSTOCKID, FMATERIALID, FLOT ORDER BY FLOGID) AS held FROM t_stk_invlog)
  WHERE held < 0

-- name: month-end balance is not the sum of the moves before
SELECT count(*) FROM t_stk_balance b LEFT JOIN
  (SELECT FSTOCKID, FMATERIALID, FLOT, sum(FQTY) AS quantity FROM t_stk_invlog
   WHERE FDATE <= (SELECT substr(p, 1, 4) || '-' || substr(p, 5, 2) || '-' || substr(p, 7)
                   FROM (SELECT max(FPERIODEND) AS p FROM t_stk_balance))
   GROUP BY 1, 2, 3) m USING (FSTOCKID, FMATERIALID, FLOT)
  WHERE b.FPERIODEND = (SELECT max(FPERIODEND) FROM t_stk_balance)
  AND b.FENDQTY <> coalesce(m.quantity, 0)

-- name: receipt without its stock move
SELECT count(*) FROM t_stk_instockentry r LEFT JOIN
  (SELECT FSRCENTRYID, sum(FQTY) AS quantity FROM t_stk_invlog
   WHERE FSRCBILLTYPE = 't_stk_instockentry' GROUP BY 1) m ON m.FSRCENTRYID = r.FENTRYID
  WHERE r.FSTOCKID IS NOT NULL AND coalesce(m.quantity, 0) <> r.FREALQTY - r.FREFUSEQTY

-- name: shipment without its stock move
SELECT count(*) FROM t_sal_outstockentry r LEFT JOIN
  (SELECT FSRCENTRYID, sum(FQTY) AS quantity FROM t_stk_invlog
   WHERE FSRCBILLTYPE = 't_sal_outstockentry' GROUP BY 1) m ON m.FSRCENTRYID = r.FENTRYID
  WHERE coalesce(m.quantity, 0) <> -r.FREALQTY

-- name: released more than was booked
SELECT count(*) FROM t_bm_execute b JOIN
  (SELECT FRELEASEID, sum(FAMOUNT) AS taken FROM t_bm_execute
   WHERE FRELEASEID IS NOT NULL GROUP BY 1) r ON r.FRELEASEID = b.FID
  WHERE b.FAMOUNT + r.taken < -0.001

-- name: release of another kind, department, account or month
SELECT count(*) FROM t_bm_execute r JOIN t_bm_execute b ON b.FID = r.FRELEASEID
  WHERE r.FKIND <> b.FKIND OR r.FDEPTID <> b.FDEPTID OR r.FACCOUNTID <> b.FACCOUNTID
  OR r.FPERIOD <> b.FPERIOD OR r.FDATE < b.FDATE OR b.FRELEASEID IS NOT NULL

-- name: a cancelled order still holds money
SELECT count(*) FROM t_pur_order o JOIN t_bm_execute b
  ON b.FSRCTYPE = 't_pur_order' AND b.FSRCID = o.FID AND b.FKIND = 'ZY' AND b.FRELEASEID IS NULL
  WHERE o.FCANCELSTATUS = 'B' AND abs(b.FAMOUNT + coalesce(
    (SELECT sum(FAMOUNT) FROM t_bm_execute r WHERE r.FRELEASEID = b.FID), 0)) > 0.001

-- name: a revised line without a line
SELECT count(*) FROM t_bm_adjust WHERE FLINEID NOT IN (SELECT FID FROM t_bm_budget)

-- name: transfers that do not cancel out
SELECT count(*) FROM (SELECT abs(sum(FAMOUNT)) AS rest FROM t_bm_adjust
  WHERE FTYPE IN ('DR', 'DC')) WHERE rest > 0.001

-- name: carry-forwards that do not cancel out
SELECT count(*) FROM (SELECT abs(sum(FAMOUNT)) AS rest FROM t_bm_adjust
  WHERE FTYPE IN ('JR', 'JC')) WHERE rest > 0.001

-- name: a contract that has ended still holds money
SELECT count(*) FROM t_con_contract o JOIN t_bm_execute b
  ON b.FSRCTYPE = 't_con_contract' AND b.FSRCID = o.FID AND b.FRELEASEID IS NULL
  WHERE o.FSTATE <> 0 AND abs(b.FAMOUNT + coalesce(
    (SELECT sum(FAMOUNT) FROM t_bm_execute r WHERE r.FRELEASEID = b.FID), 0)) > 0.001

-- name: contract closed before it was signed, after now, or while it runs
SELECT count(*) FROM t_con_contract WHERE FCLOSEDATE < FSIGNDATE
  OR FCLOSEDATE > (SELECT substr(value, 1, 10) FROM erp_system WHERE name = 'acted')
  OR (FSTATE = 0 AND FCLOSEDATE IS NOT NULL)

-- name: invoice under a term of another contract
SELECT (SELECT count(*) FROM t_ap_payable i JOIN t_con_payplan p ON p.FENTRYID = i.FTERMID
        WHERE p.FID <> i.FCONTRACTID)
  + (SELECT count(*) FROM t_ar_receivable i JOIN t_con_payplan p ON p.FENTRYID = i.FTERMID
     WHERE p.FID <> i.FCONTRACTID)

-- name: voucher that does not balance
SELECT count(*) FROM (SELECT FVOUCHERNO FROM t_gl_voucherentry
  GROUP BY 1 HAVING sum(FDEBIT_F) <> sum(FCREDIT_F))

-- name: sale inside the group without its purchase
SELECT count(*) FROM t_sal_order s LEFT JOIN t_pur_order p
  ON p.FBILLTYPEID = 'NBCG' AND substr(p.FBILLNO, 5) = substr(s.FBILLNO, 5)
  WHERE s.FBILLTYPEID = 'NBXS' AND s.FID NOT IN
    (SELECT rowkey FROM erp_repair WHERE tablename = 't_sal_order' AND done = 0)
  AND (p.FID IS NULL OR p.FBILLALLAMOUNT <> s.FALLAMOUNT OR p.FBILLAMOUNT <> s.FAMOUNT
  OR p.FPURCHASEORGID = s.FSALEORGID)

-- name: group invoices differ
SELECT count(*) FROM t_ar_receivable r JOIN t_bd_customer c USING (FCUSTID)
  LEFT JOIN t_ap_payable p ON p.FINVOICENO = r.FINVOICENO AND p.FSUPPLIERID =
    (SELECT FSUPPLIERID FROM t_bd_supplier WHERE FCORRESPONDORGID = r.FSETTLEORGID)
  WHERE c.FCORRESPONDORGID IS NOT NULL AND r.FBILLTYPEID = 'YS01'
  AND coalesce(p.FID, 0) NOT IN
    (SELECT rowkey FROM erp_repair WHERE tablename = 't_ap_payable' AND done = 0)
  AND (p.FID IS NULL OR p.FALLAMOUNT <> r.FALLAMOUNT OR p.FNOTAXAMOUNT <> r.FNOTAXAMOUNT
  OR p.FINVOICEDATE <> r.FDATE)

-- name: later than now
SELECT (SELECT count(*) FROM t_pur_order WHERE FMODIFYDATE > (SELECT value FROM erp_system WHERE name = 'acted'))
  + (SELECT count(*) FROM t_ap_payable WHERE FMODIFYDATE > (SELECT value FROM erp_system WHERE name = 'acted'))
  + (SELECT count(*) FROM t_sal_order WHERE FMODIFYDATE > (SELECT value FROM erp_system WHERE name = 'acted'))
  + (SELECT count(*) FROM t_ap_paybill WHERE FMODIFYDATE > (SELECT value FROM erp_system WHERE name = 'acted'))

-- name: document later than now
SELECT (SELECT count(*) FROM t_stk_invlog WHERE FDATE > (SELECT substr(value, 1, 10) FROM erp_system WHERE name = 'acted'))
  + (SELECT count(*) FROM t_gl_voucherentry WHERE FDATE > (SELECT substr(value, 1, 10) FROM erp_system WHERE name = 'acted'))
  + (SELECT count(*) FROM t_bm_execute WHERE FMODIFYDATE > (SELECT value FROM erp_system WHERE name = 'acted'))

-- name: bill number given twice
SELECT (SELECT count(*) - count(DISTINCT FBILLNO) FROM t_pur_order)
  + (SELECT count(*) - count(DISTINCT FBILLNO) FROM t_pur_req)
  + (SELECT count(*) - count(DISTINCT FBILLNO) FROM t_ap_payable)
  + (SELECT count(*) - count(DISTINCT FBILLNO) FROM t_ap_paybill)
  + (SELECT count(*) - count(DISTINCT FBILLNO) FROM t_sal_order)
  + (SELECT count(*) - count(DISTINCT FBILLNO) FROM t_sal_outstock)
  + (SELECT count(*) - count(DISTINCT FBILLNO) FROM t_ar_receivable)
  + (SELECT count(*) - count(DISTINCT FBILLNO) FROM t_con_contract)

-- name: order of nobody
SELECT count(*) FROM t_pur_order WHERE FSUPPLIERID NOT IN (SELECT FSUPPLIERID FROM t_bd_supplier)
  OR FPURCHASERID NOT IN (SELECT FEMPID FROM t_hr_emp)
  OR FCONTRACTID NOT IN (SELECT FID FROM t_con_contract)

-- name: order under somebody else's contract
SELECT count(*) FROM t_pur_order o JOIN t_con_contract c ON c.FID = o.FCONTRACTID
  WHERE c.FSUPPLIERID <> o.FSUPPLIERID OR c.FORGID <> o.FPURCHASEORGID

-- name: sale of nobody
SELECT count(*) FROM t_sal_order WHERE FCUSTID NOT IN (SELECT FCUSTID FROM t_bd_customer)
  OR FSALERID NOT IN (SELECT FEMPID FROM t_hr_emp)

-- name: clock behind its row
SELECT (SELECT count(*) FROM t_pur_order WHERE FMODIFYDATE < FCREATEDATE)
  + (SELECT count(*) FROM t_ap_payable WHERE FMODIFYDATE < FCREATEDATE)
  + (SELECT count(*) FROM t_sal_order WHERE FMODIFYDATE < FCREATEDATE)
