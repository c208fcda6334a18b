// Native bytes are counted for the whole process and workers use every core: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
