//! What a word is to its head: Universal Dependencies, as far as reading news needs them.

macro_rules! labels {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// A dependency label.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "the names are those of Universal Dependencies")]
        pub enum Label { $($variant),* }

        impl Label {
            /// All labels, in the order of their numbers.
            pub const ALL: &[Label] = &[$(Label::$variant),*];

            /// The name that the label has in treebanks.
            ///
            /// ```
            /// assert_eq!(dateline::syntax::Label::NsubjPass.as_str(), "nsubj:pass");
            /// ```
            pub const fn as_str(self) -> &'static str {
                match self { $(Label::$variant => $name),* }
            }
        }
    };
}

labels! {
    Root "root", Nsubj "nsubj", NsubjPass "nsubj:pass", Obj "obj", Iobj "iobj",
    Obl "obl", OblAgent "obl:agent", OblUnmarked "obl:unmarked",
    Nmod "nmod", NmodPoss "nmod:poss", NmodUnmarked "nmod:unmarked", NmodDesc "nmod:desc",
    Case "case", Det "det", Amod "amod", Nummod "nummod", Compound "compound", CompoundPrt "compound:prt",
    Flat "flat", Fixed "fixed", Appos "appos", Conj "conj", Cc "cc",
    Aux "aux", AuxPass "aux:pass", Cop "cop", Mark "mark", Expl "expl",
    Advmod "advmod", Advcl "advcl", Acl "acl", AclRelcl "acl:relcl",
    Ccomp "ccomp", Xcomp "xcomp", Csubj "csubj", Parataxis "parataxis", Punct "punct", Dep "dep",
}

impl Label {
    /// The label for a treebank's name; finer distinctions fall together, what news never needs is `dep`.
    ///
    /// ```
    /// use dateline::syntax::Label;
    /// assert_eq!(Label::from_name("obl:agent"), Label::OblAgent);
    /// assert_eq!(Label::from_name("advcl:relcl"), Label::Advcl);
    /// assert_eq!(Label::from_name("reparandum"), Label::Dep);
    /// ```
    pub fn from_name(name: &str) -> Self {
        let find = |name: &str| Self::ALL.iter().copied().find(|label| label.as_str() == name);
        let general = name.split_once(':').map_or(name, |(general, _)| general);
        find(name).or_else(|| find(general)).unwrap_or(Self::Dep)
    }

    /// The label with that number.
    pub(crate) fn from_number(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or(Self::Dep)
    }

    pub(crate) const fn bit(self) -> u64 {
        1 << self as u8
    }
}
