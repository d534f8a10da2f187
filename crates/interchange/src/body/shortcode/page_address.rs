//! Addresses of pages that a shortcode names by their source file.

/// Address of the page from the root of the site.
pub(super) fn page_address(reference: &str) -> String {
    let (path, fragment) = reference
        .trim()
        .split_once('#')
        .map_or((reference.trim(), None), |(path, fragment)| {
            (path, Some(fragment))
        });
    let path = path.trim_matches('/');
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let name = [".md", ".markdown"]
        .iter()
        .find_map(|extension| file.strip_suffix(extension))
        .unwrap_or(file);
    let mut address = match dated_post_address(name) {
        Some(address) => address,
        None if matches!(name, "_index" | "index") => format!("/{folder}/"),
        // Another extension names a file, which is published as it is.
        None if name.contains('.') => format!("/{path}"),
        None => format!("/{folder}/{name}/"),
    };
    while let Some(at) = address.find("//") {
        address.remove(at);
    }
    if let Some(fragment) = fragment {
        address.push('#');
        address.push_str(fragment);
    }
    address.replace(' ', "%20")
}

/// `/2013/06/11/name/` for the file name `2013-06-11-name`, as both generators publish it.
fn dated_post_address(name: &str) -> Option<String> {
    let is_number = |text: Option<&str>| {
        text.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (date, rest) = name.split_at_checked(10)?;
    let is_date = is_number(date.get(..4))
        && is_number(date.get(5..7))
        && is_number(date.get(8..))
        && date.get(4..5) == Some("-")
        && date.get(7..8) == Some("-");
    let slug = rest.strip_prefix('-')?;
    (is_date && !slug.is_empty()).then(|| format!("/{}/{slug}/", date.replace('-', "/")))
}
