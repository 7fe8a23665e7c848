"""The frozen values that flow through a scan, in the order in which they appear.

    Asset ─► Unit ─► Batch of Columns ─► (matches, see `detector`) ─► Finding ─► Judged ─► Report
                 └─► Problem ───────────────────────────────────────► Coverage ──┘

Nothing here reads, detects or prints. All of it pickles, so any step can run on another worker.
"""
