//! Parts of speech: the Penn tags.

macro_rules! tags {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// A Penn part-of-speech tag.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "the names are the tag set's own")]
        pub enum Tag { $($variant),* }

        impl Tag {
            /// All tags, in the order of their numbers.
            pub const ALL: &[Tag] = &[$(Tag::$variant),*];

            /// The name that the tag has in treebanks.
            ///
            /// ```
            /// assert_eq!(dateline::syntax::Tag::PrpS.as_str(), "PRP$");
            /// ```
            pub const fn as_str(self) -> &'static str {
                match self { $(Tag::$variant => $name),* }
            }
        }
    };
}

tags! {
    Nn "NN", Nns "NNS", Nnp "NNP", Nnps "NNPS",
    Vb "VB", Vbd "VBD", Vbg "VBG", Vbn "VBN", Vbp "VBP", Vbz "VBZ", Md "MD",
    Jj "JJ", Jjr "JJR", Jjs "JJS", Rb "RB", Rbr "RBR", Rbs "RBS", Rp "RP",
    In "IN", To "TO", Dt "DT", Pdt "PDT", Cc "CC", Cd "CD", Ex "EX",
    Prp "PRP", PrpS "PRP$", Wdt "WDT", Wp "WP", WpS "WP$", Wrb "WRB", Pos "POS",
    Uh "UH", Fw "FW", Ls "LS", Sym "SYM", Dollar "$",
    Hyph "HYPH", Colon ":", Comma ",", Stop ".", Open "-LRB-", Close "-RRB-", OpenQuote "``", CloseQuote "''",
}

impl Tag {
    /// The tag of that name.
    ///
    /// ```
    /// use dateline::syntax::Tag;
    /// assert_eq!(Tag::from_name("VBD"), Some(Tag::Vbd));
    /// assert_eq!(Tag::from_name("XX"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|tag| tag.as_str() == name)
    }

    /// The tag with that number.
    pub(crate) fn from_number(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or(Self::Nn)
    }

    /// Common or proper noun.
    pub const fn is_noun(self) -> bool {
        matches!(self, Self::Nn | Self::Nns | Self::Nnp | Self::Nnps)
    }

    /// Proper noun.
    pub const fn is_proper(self) -> bool {
        matches!(self, Self::Nnp | Self::Nnps)
    }

    /// Any form of a verb, modals aside.
    pub const fn is_verb(self) -> bool {
        matches!(self, Self::Vb | Self::Vbd | Self::Vbg | Self::Vbn | Self::Vbp | Self::Vbz)
    }

    /// Personal, possessive, relative or interrogative pronoun.
    pub const fn is_pronoun(self) -> bool {
        matches!(self, Self::Prp | Self::PrpS | Self::Wp | Self::WpS | Self::Wdt | Self::Ex)
    }

    /// Punctuation marks of all kinds, the hyphen too.
    pub const fn is_punctuation(self) -> bool {
        matches!(
            self,
            Self::Hyph
                | Self::Colon
                | Self::Comma
                | Self::Stop
                | Self::Open
                | Self::Close
                | Self::OpenQuote
                | Self::CloseQuote
        )
    }
}
