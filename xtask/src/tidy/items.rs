//! Finds the functions and types of a Rust file, with their lines.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A function with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Name with the type it belongs to: `Tree::read`.
    pub name: String,
    /// Line of its signature.
    pub line: usize,
    /// Lines from its signature to its closing brace, without the attributes and comments before.
    pub len: usize,
}

/// A type that a file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// Line of its name.
    pub line: usize,
}

/// The functions and types of a text; none where it is no Rust.
pub fn read(text: &str) -> (Vec<Function>, Vec<Type>) {
    let mut finder = Finder::default();
    if let Ok(file) = syn::parse_file(text) {
        finder.visit_file(&file);
    }
    (finder.functions, finder.types)
}

#[derive(Default)]
struct Finder {
    within: Vec<String>,
    functions: Vec<Function>,
    types: Vec<Type>,
}

impl Finder {
    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let line = signature.span().start().line;
        let name = signature.ident.to_string();
        let name = match self.within.last() {
            Some(owner) => format!("{owner}::{name}"),
            None => name,
        };
        let len = block.span().end().line + 1 - line;
        self.functions.push(Function { name, line, len });
    }

    fn declare(&mut self, name: &syn::Ident) {
        let line = name.span().start().line;
        self.types.push(Type {
            name: name.to_string(),
            line,
        });
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.within.push(type_name(&item.self_ty));
        visit::visit_item_impl(self, item);
        self.within.pop();
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.declare(&item.ident);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.declare(&item.ident);
        visit::visit_item_enum(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.declare(&item.ident);
        visit::visit_item_type(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.declare(&item.ident);
        self.within.push(item.ident.to_string());
        visit::visit_item_trait(self, item);
        self.within.pop();
    }
}

fn type_name(kind: &syn::Type) -> String {
    match kind {
        syn::Type::Path(path) => path
            .path
            .segments
            .last()
            .map_or_else(String::new, |part| part.ident.to_string()),
        syn::Type::Reference(reference) => type_name(&reference.elem),
        _ => "_".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_runs_from_its_signature_to_its_brace() {
        let text = "/// Why.\n#[inline]\npub fn a(\n    b: u8,\n) -> u8 {\n    b\n}\nstruct S;\n\
                    impl Clone for S {\n    fn clone(&self) -> S { S }\n}\n";
        let (functions, types) = read(text);
        let told: Vec<String> = functions
            .iter()
            .map(|f| format!("{} {}+{}", f.name, f.line, f.len))
            .collect();
        assert_eq!(told, ["a 3+5", "S::clone 10+1"]);
        assert_eq!(
            types,
            [Type {
                name: "S".into(),
                line: 8
            }]
        );
    }
}
