"""What each step action means for clocks, waits and counts."""

APPROVING = frozenset({"approve", "countersign", "auto_approve"})
VERDICT = APPROVING | {"reject"}
RETURN = frozenset({"return_to_applicant", "return_to_node"})
# After these the document lies with its applicant, until the next submit.
GIVES_BACK = frozenset({"return_to_applicant", "withdraw", "revoke", "reject"})
# A person's act that ends a wait at a node. Submit, withdraw and revoke are the applicant's own.
ACTED = frozenset({"approve", "countersign", "reject", "add_sign"}) | RETURN
# The wait goes on with the next actor of the node.
PASSES_ON = frozenset({"transfer", "delegate"})
# Ends a visit to a node where any one countersigner decides.
DECIDES = frozenset({"approve", "countersign", "reject"}) | RETURN
# Ends a visit to a node even where all have to sign.
BREAKS = RETURN | {"reject"}
SILENT = frozenset({"cc", "comment", "remind"})
PERSON_VERDICT = frozenset({"approve", "countersign", "reject"})
