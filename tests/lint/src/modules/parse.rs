//! Modules of a crate with the names they define, import and use.

use std::collections::{BTreeMap, HashMap};

use crate::rust::{Lexeme, lexemes};

/// Index of a module within its crate.
pub type ModuleId = usize;

/// Path that a module names in its code.
#[derive(Debug)]
pub struct Mention {
    pub module: ModuleId,
    pub path: Vec<String>,
    pub line: usize,
}

#[derive(Debug, Default)]
pub struct Module {
    /// Path of the file below `src`.
    pub file: String,
    pub parent: Option<ModuleId>,
    pub children: HashMap<String, ModuleId>,
    pub items: Vec<String>,
    /// Paths of imports by the name that they bring in.
    pub imports: HashMap<String, Vec<Vec<String>>>,
    /// Paths of `use a::b::*`.
    pub globs: Vec<Vec<String>>,
}

/// One module tree from `lib.rs`, `main.rs` or another root.
#[derive(Debug, Default)]
pub struct Crate {
    pub modules: Vec<Module>,
    pub mentions: Vec<Mention>,
}

impl Crate {
    /// Parses the files that are reachable from the root by `mod` declarations.
    pub fn parse(root: &str, sources: &BTreeMap<&str, &str>) -> Self {
        let mut parsed = Self::default();
        parsed.modules.push(Module {
            file: root.to_owned(),
            ..Module::default()
        });
        // A file is parsed with the folder in which its child modules lie.
        let folder = root
            .rsplit_once('/')
            .map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let mut waiting = vec![(0, folder)];
        while let Some((module, folder)) = waiting.pop() {
            let file = parsed
                .modules
                .get(module)
                .map(|module| module.file.clone())
                .unwrap_or_default();
            let text = sources.get(file.as_str()).copied().unwrap_or_default();
            let mut reader = FileReader::new(&mut parsed, module, folder, text);
            reader.read();
            for (child, folder) in reader.declared {
                let Some(child_module) = parsed.modules.get_mut(child) else {
                    continue;
                };
                let plain = format!("{folder}.rs");
                let nested = format!("{folder}/mod.rs");
                child_module.file = if sources.contains_key(plain.as_str()) {
                    plain
                } else {
                    nested
                };
                waiting.push((child, format!("{folder}/")));
            }
        }
        parsed
    }
}

/// Module that is open while a file is read.
struct Open {
    module: ModuleId,
    /// Depth of braces at which the items of the module stand.
    depth: usize,
    folder: String,
}

struct FileReader<'a> {
    parsed: &'a mut Crate,
    file: String,
    text: &'a str,
    code: Vec<Lexeme<'a>>,
    at: usize,
    depth: usize,
    open: Vec<Open>,
    /// Child modules in files of their own, with their path without `.rs`.
    declared: Vec<(ModuleId, String)>,
}

impl<'a> FileReader<'a> {
    fn new(parsed: &'a mut Crate, module: ModuleId, folder: String, text: &'a str) -> Self {
        let file = parsed
            .modules
            .get(module)
            .map(|module| module.file.clone())
            .unwrap_or_default();
        let code = lexemes(text)
            .into_iter()
            .filter(|lexeme| !lexeme.test)
            .collect();
        let open = vec![Open {
            module,
            depth: 0,
            folder,
        }];
        Self {
            parsed,
            file,
            text,
            code,
            at: 0,
            depth: 0,
            open,
            declared: Vec::new(),
        }
    }

    fn read(&mut self) {
        while self.at < self.code.len() {
            match self.word(0) {
                "{" => self.depth += 1,
                "}" => self.close(),
                "mod" if self.is_word(1) => {
                    self.module();
                    continue;
                }
                "use" if self.word(1) != "<" => {
                    self.import();
                    continue;
                }
                _ if self.is_word(0) => {
                    self.define();
                    self.mention();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    fn word(&self, ahead: usize) -> &'a str {
        self.code
            .get(self.at + ahead)
            .map_or("", |lexeme| lexeme.text)
    }

    fn is_word(&self, ahead: usize) -> bool {
        self.code.get(self.at + ahead).is_some_and(Lexeme::is_word)
    }

    fn before(&self, back: usize) -> &'a str {
        self.at
            .checked_sub(back)
            .and_then(|at| self.code.get(at))
            .map_or("", |lexeme| lexeme.text)
    }

    fn line(&self) -> usize {
        let start = self.code.get(self.at).map_or(0, |lexeme| lexeme.start);
        self.text
            .get(..start)
            .unwrap_or_default()
            .matches('\n')
            .count()
            + 1
    }

    fn current(&self) -> ModuleId {
        self.open.last().map_or(0, |open| open.module)
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.open.len() > 1 && self.open.last().is_some_and(|open| open.depth > self.depth) {
            self.open.pop();
        }
    }

    /// `mod name;` or `mod name {`.
    fn module(&mut self) {
        let name = self.word(1).to_owned();
        let opens = self.word(2) == "{";
        let parent = self.current();
        let child = self.parsed.modules.len();
        let folder = self
            .open
            .last()
            .map(|open| format!("{}{name}", open.folder))
            .unwrap_or_default();
        let module = Module {
            file: self.file.clone(),
            parent: Some(parent),
            ..Module::default()
        };
        self.parsed.modules.push(module);
        if let Some(parent) = self.parsed.modules.get_mut(parent) {
            parent.children.insert(name, child);
        }
        if opens {
            self.depth += 1;
            self.open.push(Open {
                module: child,
                depth: self.depth,
                folder: format!("{folder}/"),
            });
        } else {
            self.declared.push((child, folder));
        }
        self.at += 3;
    }

    /// Notes the name of an item that is defined at the top of the open module.
    fn define(&mut self) {
        let at_top = self
            .open
            .last()
            .is_some_and(|open| open.depth == self.depth);
        let name = match (self.word(0), self.word(1)) {
            ("macro_rules", "!") | ("const" | "static", "mut") => self.word(2),
            ("struct" | "enum" | "union" | "trait" | "type" | "fn" | "const" | "static", name) => {
                name
            }
            _ => return,
        };
        let current = self.current();
        if at_top && let Some(module) = self.parsed.modules.get_mut(current) {
            module.items.push(name.to_owned());
        }
    }

    /// Notes a path in code and moves behind it.
    fn mention(&mut self) {
        let of_value = self.before(1) == "." && self.before(2) != ".";
        let goes_on = self.before(1) == "::";
        let line_at = self.at;
        let mut path = vec![self.word(0).to_owned()];
        while self.word(1) == "::" && self.is_word(2) {
            self.at += 2;
            path.push(self.word(0).to_owned());
        }
        self.at += 1;
        // A lone name in lower case is a local variable unless it is called.
        let lone = path.len() == 1;
        let first = path.first().map(String::as_str).unwrap_or_default();
        let called = matches!(self.word(0), "(" | "!" | "::");
        let local = lone && first.starts_with(char::is_lowercase) && !called;
        let visibility = lone && matches!(first, "crate" | "super" | "self" | "Self");
        if of_value || goes_on || local || visibility || self.is_restriction(line_at) {
            return;
        }
        let after = std::mem::replace(&mut self.at, line_at);
        let line = self.line();
        self.at = after;
        self.parsed.mentions.push(Mention {
            module: self.current(),
            path,
            line,
        });
    }

    /// Tells if the path belongs to `pub(in path)`.
    fn is_restriction(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.code.get(at));
        before.is_some_and(|lexeme| lexeme.text == "in")
            && at
                .checked_sub(2)
                .and_then(|at| self.code.get(at))
                .is_some_and(|lexeme| lexeme.text == "(")
    }

    fn import(&mut self) {
        let reexport = matches!(self.before(1), "pub" | ")");
        let line = self.line();
        self.at += 1;
        if self.word(0) == "::" {
            self.at += 1;
        }
        let mut leaves = Vec::new();
        self.tree(&[], &mut leaves);
        let current = self.current();
        for (path, name) in leaves {
            let Some(module) = self.parsed.modules.get_mut(current) else {
                continue;
            };
            match name.as_str() {
                "*" => module.globs.push(path.clone()),
                _ => module.imports.entry(name).or_default().push(path.clone()),
            }
            if !reexport {
                self.parsed.mentions.push(Mention {
                    module: current,
                    path,
                    line,
                });
            }
        }
    }

    /// One branch of a tree of imports: every leaf is a path and the name it gets.
    fn tree(&mut self, prefix: &[String], leaves: &mut Vec<(Vec<String>, String)>) {
        let mut path = prefix.to_vec();
        loop {
            match self.word(0) {
                "{" => {
                    self.at += 1;
                    while !matches!(self.word(0), "}" | "") {
                        self.tree(&path, leaves);
                        if self.word(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                "*" => {
                    self.at += 1;
                    leaves.push((path, "*".to_owned()));
                    return;
                }
                "self" if !path.is_empty() => self.at += 1,
                word if self.is_word(0) => {
                    path.push(word.to_owned());
                    self.at += 1;
                }
                _ => {
                    self.at += 1;
                    return;
                }
            }
            if self.word(0) == "::" {
                self.at += 1;
                continue;
            }
            let mut name = path.last().cloned().unwrap_or_default();
            if self.word(0) == "as" {
                name = self.word(1).to_owned();
                self.at += 2;
            }
            leaves.push((path, name));
            return;
        }
    }
}
