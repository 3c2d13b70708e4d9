//! What the buffer tells of a packet, of a pull, and of all so far.

/// What became of a packet when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It waits for its turn.
    Kept,
    /// Its turn was over.
    Late,
    /// It was here before.
    Duplicate,
    /// It belongs to no stream we know, or is longer than the buffer.
    Discarded,
}

/// What a pull gave, in NetEq's words; of several, the one that was least like playing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Sound as it was sent.
    Normal,
    /// The first sound after made sound, blended with it.
    Merge,
    /// Sound made shorter.
    Accelerate,
    /// Sound made longer.
    PreEmptiveExpand,
    /// Background noise: the sender is silent, or a loss lasts.
    ComfortNoise,
    /// Voice made from the last voice.
    Expand,
    /// Silence: no packet's time has come yet.
    Silence,
}

/// A packet whose first sample was in the last pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started {
    /// As the sender wrote it.
    pub sequence: u32,
    /// Where in the pull it begins, in samples.
    pub offset: usize,
}

/// Counts so far. `received = played + late + duplicate + discarded`, and those that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlayoutStats {
    /// Packets that came, of whatever kind.
    pub received: u64,
    /// Packets of which sound was given out.
    pub played: u64,
    /// Packets that came when their turn was over.
    pub late: u64,
    /// Packets that came again.
    pub duplicate: u64,
    /// Packets that belonged to no stream or found no room.
    pub discarded: u64,
    /// Packets that were given up and have not come since.
    pub lost: u64,
    /// Packets that came after a later one, but in time.
    pub reordered: u64,
    /// Packets without one whole sample.
    pub empty: u64,
    /// Times the sender began a new stream.
    pub restarts: u64,
    /// Samples of voice made in place of what was missing.
    pub expanded_samples: u64,
    /// Samples of background noise.
    pub comfort_noise_samples: u64,
    /// Samples taken out to bring the delay down.
    pub accelerated_samples: u64,
    /// Samples put in to bring the delay up.
    pub pre_emptive_samples: u64,
}
