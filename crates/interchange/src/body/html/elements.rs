//! Groups of HTML elements, each as a list of names separated by spaces.

/// Elements without content or end tag.
pub(super) const VOID: &str =
    "area base br col embed hr img image input keygen link meta param source track wbr";
/// Elements that are removed with their content.
pub(super) const REMOVED: &str =
    "script style template noscript svg math select textarea title noembed noframes";
/// Elements whose tags are removed and whose content stays.
pub(super) const UNWRAPPED: &str = "html head body frameset frame plaintext xmp nobr font big";
/// Formatting elements, which may overlap each other.
pub(super) const FORMATTING: &str =
    "a b code em i s small strike strong sub sup tt u del ins mark kbd samp cite q abbr";
/// Containers that the end tag of a formatting element may cross.
pub(super) const TRANSPARENT: &str = "p div section article main span header center";
/// Block elements, whose start tag closes an open paragraph.
pub(super) const CLOSES_PARAGRAPH: &str = "address article aside blockquote center details dialog \
     dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu \
     nav ol p pre listing search section summary table ul li dd dt";
pub(super) const HEADINGS: &str = "h1 h2 h3 h4 h5 h6";
/// Table cells and the caption, which no implied end tag crosses.
pub(super) const CELLS: &str = "td th caption";
pub(super) const TABLE_PARTS: &str = "tr td th tbody thead tfoot caption colgroup col";
/// Elements that show something else than text.
pub(super) const MEDIA: &str = "img image iframe embed object audio video";
