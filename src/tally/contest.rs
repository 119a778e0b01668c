//! What is voted on: options, seats, and who has withdrawn.

/// The largest number of votes (ballots times their weights) one count takes:
/// 2⁵³ − 1, the largest integer the canonical JSON form can carry.
pub const MAX_VOTES: u64 = (1 << 53) - 1;

/// The largest number of options one contest takes: more than anyone could
/// read, and few enough that every round of a count can be kept.
pub const MAX_OPTIONS: usize = 1_000;

/// An option's place in the contest, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionNo(u16);

impl OptionNo {
    /// The option at place `number`, counted from 1; `None` for 0 and beyond
    /// [`MAX_OPTIONS`].
    pub fn new(number: usize) -> Option<Self> {
        if number == 0 || number > MAX_OPTIONS {
            return None;
        }
        u16::try_from(number).ok().map(Self)
    }

    /// The option at `index`, counted from 0.
    pub(super) fn at(index: usize) -> Self {
        debug_assert!(
            index < MAX_OPTIONS,
            "a contest has at most MAX_OPTIONS options"
        );
        Self(u16::try_from(index + 1).unwrap_or(u16::MAX))
    }

    /// The number, from 1.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The index into a list of options, from 0.
    pub fn index(self) -> usize {
        usize::from(self.0) - 1
    }
}

/// One thing that can be voted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContestOption {
    /// The id by which manifests, ballots and results refer to it.
    pub id: String,
    /// The name people read.
    pub name: String,
}

/// What is voted on: options in a fixed order, and how many seats they fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contest {
    options: Vec<ContestOption>,
    withdrawn: Vec<bool>,
    seats: u32,
}

/// Why a list of options is not a contest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContestError {
    /// No options.
    #[error("There is nothing to vote on: the list of options is empty.")]
    NoOptions,
    /// More than [`MAX_OPTIONS`].
    #[error("There are {0} options; at most {MAX_OPTIONS} can be counted.")]
    TooManyOptions(usize),
    /// A vote for zero seats.
    #[error("The number of seats must be at least 1.")]
    NoSeats,
    /// Two options share a name or an id, so a result could not tell them apart.
    #[error("Two options are both called “{0}”.")]
    SameName(String),
}

impl Contest {
    /// A contest with nobody withdrawn.
    ///
    /// # Errors
    /// No options, too many, two with one name or one id, or no seats.
    pub fn new(options: Vec<ContestOption>, seats: u32) -> Result<Self, ContestError> {
        if options.is_empty() {
            return Err(ContestError::NoOptions);
        }
        if options.len() > MAX_OPTIONS {
            return Err(ContestError::TooManyOptions(options.len()));
        }
        if seats == 0 {
            return Err(ContestError::NoSeats);
        }
        for key in [
            |o: &ContestOption| o.id.clone(),
            |o: &ContestOption| o.name.clone(),
        ] {
            let mut keys: Vec<String> = options.iter().map(key).collect();
            keys.sort_unstable();
            if let Some(pair) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
                return Err(ContestError::SameName(pair[0].clone()));
            }
        }
        Ok(Self {
            withdrawn: vec![false; options.len()],
            options,
            seats,
        })
    }

    /// A contest whose options have numbers for ids, as in BLT and CSV files.
    ///
    /// # Errors
    /// As [`Contest::new`].
    pub fn of_names<S: Into<String>>(
        names: impl IntoIterator<Item = S>,
        seats: u32,
    ) -> Result<Self, ContestError> {
        let options = names
            .into_iter()
            .zip(1_u32..)
            .map(|(name, number)| ContestOption {
                id: number.to_string(),
                name: name.into(),
            });
        Self::new(options.collect(), seats)
    }

    /// The contest of a motion: `yes`, `no`, `abstain`, `blank`, in this order.
    pub fn motion() -> Self {
        let words = ["yes", "no", "abstain", "blank"];
        Self {
            options: words
                .map(|word| ContestOption {
                    id: word.to_owned(),
                    name: word.to_owned(),
                })
                .into(),
            withdrawn: vec![false; words.len()],
            seats: 1,
        }
    }

    /// The same contest with these options withdrawn as well. Numbers beyond
    /// the list are ignored.
    #[must_use]
    pub fn with_withdrawn(mut self, options: impl IntoIterator<Item = OptionNo>) -> Self {
        for option in options {
            if let Some(withdrawn) = self.withdrawn.get_mut(option.index()) {
                *withdrawn = true;
            }
        }
        self
    }

    /// The same contest for another number of seats.
    ///
    /// # Errors
    /// Zero seats.
    pub fn with_seats(mut self, seats: u32) -> Result<Self, ContestError> {
        if seats == 0 {
            return Err(ContestError::NoSeats);
        }
        self.seats = seats;
        Ok(self)
    }

    /// The options in order.
    pub fn options(&self) -> &[ContestOption] {
        &self.options
    }

    /// Every option's number, withdrawn ones included.
    pub fn numbers(&self) -> impl Iterator<Item = OptionNo> + use<> {
        (0..self.options.len()).map(OptionNo::at)
    }

    /// The numbers of those who still stand.
    pub fn standing(&self) -> impl Iterator<Item = OptionNo> + '_ {
        self.numbers().filter(|option| !self.is_withdrawn(*option))
    }

    /// The option with this number.
    pub fn option(&self, number: OptionNo) -> Option<&ContestOption> {
        self.options.get(number.index())
    }

    /// The name people read; empty for a number beyond the list.
    pub fn name(&self, number: OptionNo) -> &str {
        self.option(number).map_or("", |option| &option.name)
    }

    /// The option of this name, or else of this id.
    pub fn find(&self, text: &str) -> Option<OptionNo> {
        let by_name = self.options.iter().position(|option| option.name == text);
        by_name
            .or_else(|| self.find_id_index(text))
            .map(OptionNo::at)
    }

    /// The option of this id.
    pub fn find_id(&self, id: &str) -> Option<OptionNo> {
        self.find_id_index(id).map(OptionNo::at)
    }

    fn find_id_index(&self, id: &str) -> Option<usize> {
        self.options.iter().position(|option| option.id == id)
    }

    /// Whether the option has withdrawn.
    pub fn is_withdrawn(&self, number: OptionNo) -> bool {
        self.withdrawn.get(number.index()).copied().unwrap_or(false)
    }

    /// How many are to be elected.
    pub const fn seats(&self) -> u32 {
        self.seats
    }
}
