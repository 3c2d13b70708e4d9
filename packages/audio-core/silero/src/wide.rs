//! Runs ordinary code with the widest vectors that the processor has, also where the build did not count on them.
//! Products and sums stay apart and in their order, so results are the same bits everywhere.

/// Something to do, with all it needs.
pub trait Work {
    /// What comes of it.
    type Output;

    /// Does it. Must be `#[inline(always)]`, and so must all that is to be wide within it: what is not inlined stays
    /// as the build made it.
    fn run(self) -> Self::Output;
}

/// Does `work` with the widest vectors at hand.
#[inline]
pub fn run<W: Work>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        return unsafe { run_avx2(work) };
    }
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2<W: Work>(work: W) -> W::Output {
    work.run()
}
