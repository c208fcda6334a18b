// Native bytes are counted per process: tests that assert on the count run alone.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
