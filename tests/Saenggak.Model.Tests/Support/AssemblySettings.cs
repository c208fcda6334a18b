// Native memory is counted for the whole process, and a test of it must not see another's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
