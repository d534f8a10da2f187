//! The elements of HTML by what their tags do to the markup around them, each list parted by spaces.

pub(super) const VOID: &str =
    "area base br col embed hr img image input keygen link meta param source track wbr";
pub(super) const LEFT_OUT: &str =
    "script style template noscript svg math select textarea title noembed noframes";
pub(super) const UNWRAPPED: &str = "html head body frameset frame plaintext xmp nobr font big";
pub(super) const MARKS: &str =
    "a b code em i s small strike strong sub sup tt u del ins mark kbd samp cite q abbr";
pub(super) const TRANSPARENT: &str = "p div section article main span header center";
pub(super) const CLOSES_PARAGRAPH: &str = "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 \
     h4 h5 h6 header hgroup hr main menu nav ol p pre listing search section summary table ul li dd dt";
pub(super) const HEADINGS: &str = "h1 h2 h3 h4 h5 h6";
pub(super) const CELLS: &str = "td th caption";
pub(super) const TABLE_PARTS: &str = "tr td th tbody thead tfoot caption colgroup col";
/// What shows something else than text.
pub(super) const SHOWN: &str = "img image iframe embed object audio video";
