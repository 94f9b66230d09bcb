"""What runs of the worker did, counted and came to, in Chinese and English."""

RUN_KINDS: dict[str, tuple[str, str]] = {
    "sync": ("同步", "sync"),
    "reconcile": ("主键核对", "key comparison"),
    "rebuild": ("全量重建", "rebuild"),
    "publish": ("发布", "publish"),
    "compact": ("压缩", "compact"),
    "tidy": ("清理", "tidy"),
    "restore": ("恢复", "restore"),
}

RUN_COUNTS: dict[str, tuple[str, str]] = {
    "rows": ("更新行", "rows"),
    "deletes": ("删除行", "deleted"),
    "rejected": ("隔离行", "quarantined"),
    "duplicates": ("重复主键", "duplicate keys"),
    "pin": ("数据版本", "data version"),
    "partitions": ("分区", "partitions"),
    "documents": ("更新单据", "documents"),
    "from_pin": ("恢复自版本", "restored from"),
}

RUN_RESULTS: dict[str, tuple[str, str]] = {
    "running": ("进行中", "running"),
    "ok": ("成功", "ok"),
    "partial": ("部分完成", "partial"),
    "failed": ("失败", "failed"),
    "interrupted": ("被中断", "interrupted"),
}
