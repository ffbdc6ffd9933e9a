//! The organisation tree on one day: nodes with several parents, dated moves applied, cycles
//! broken.
//!
//! INVARIANT: `up` of a node lists the node and each of its ancestors exactly once, so that
//! whatever is merged along it counts once in every common ancestor.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::{Day, Label, Language};

/// A row of a register that is a node.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeRow {
    /// Code: the value of the register's single key field.
    pub code: String,
    /// Name.
    pub name: String,
    /// Kind, a code.
    pub kind: String,
    /// The register that keeps it.
    pub register: String,
    /// Codes of the nodes above it, the administrative parent first.
    pub parents: Vec<String>,
    /// First day on which it exists, if bounded.
    pub since: Option<Day>,
    /// First day on which it no longer exists, if bounded.
    pub until: Option<Day>,
}

/// A row of a register that moves a node under another administrative parent from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveRow {
    /// The node that moves.
    pub node: String,
    /// First day on which it stands there.
    pub day: Day,
    /// Its new administrative parent.
    pub to: String,
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Code, unique in the tree.
    pub code: String,
    /// Name.
    pub name: String,
    /// Kind, a code.
    pub kind: String,
    /// The register that keeps it.
    pub register: String,
    parents: Vec<u32>,
    children: Vec<u32>,
}

/// What is odd about the rows that make the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreeWarning {
    /// The parent does not exist on that day; the node stands without it.
    UnknownParent {
        /// The node.
        node: String,
        /// The parent that it names.
        parent: String,
    },
    /// Following the parents leads back to the node; this edge was left out.
    Cycle {
        /// The node.
        node: String,
        /// The parent that was left out.
        parent: String,
    },
    /// Two rows have this code; the second was left out.
    Twin {
        /// The code.
        code: String,
        /// The register of the row that was left out.
        register: String,
    },
}

impl TreeWarning {
    /// What is odd and what to do, in words for people.
    pub fn text(&self, language: Language) -> String {
        let text = match self {
            Self::UnknownParent { node, parent } => Label::new(
                format!("“{node}”的上级“{parent}”在这一天不存在，请核对上级或起止日期"),
                format!(
                    "`{parent}`, above `{node}`, does not exist on that day; check it and its days"
                ),
            ),
            Self::Cycle { node, parent } => Label::new(
                format!(
                    "“{node}”的上级“{parent}”又在“{node}”之下，形成循环，这一级隶属没有计入，\
                     请更正上级或机构变更"
                ),
                format!(
                    "`{parent}`, above `{node}`, also stands below it; this step was left out; \
                     correct the parents or the moves"
                ),
            ),
            Self::Twin { code, register } => Label::new(
                format!("代码“{code}”重复，台账“{register}”中的一条没有计入，请更改代码"),
                format!(
                    "two nodes have the code `{code}`; that of register {register} was left out; \
                     change its code"
                ),
            ),
        };
        text.text(language).to_owned()
    }
}

/// The organisation tree on one day. Nodes are in order of code.
#[derive(Debug, Clone, Default)]
pub struct OrgTree {
    nodes: Vec<Node>,
    index: BTreeMap<String, u32>,
    up: Vec<Vec<u32>>,
    warnings: Vec<TreeWarning>,
}

impl OrgTree {
    /// Builds the tree as it stands on `day`. The latest move of a node up to that day decides its
    /// administrative parent; of two on one day the later row does.
    pub fn build(rows: Vec<NodeRow>, moves: &[MoveRow], day: Day) -> Self {
        let mut warnings = Vec::new();
        let mut standing: BTreeMap<String, NodeRow> = BTreeMap::new();
        for row in rows {
            if row.since.is_some_and(|since| day < since)
                || row.until.is_some_and(|until| until <= day)
            {
                continue;
            }
            if standing.contains_key(&row.code) {
                warnings.push(TreeWarning::Twin {
                    code: row.code,
                    register: row.register,
                });
            } else {
                standing.insert(row.code.clone(), row);
            }
        }
        apply_moves(&mut standing, moves, day);
        let index: BTreeMap<String, u32> = standing.keys().cloned().zip(0..).collect();
        let parents = parent_edges(&standing, &index, &mut warnings);
        let parents = without_cycles(parents, &standing, &mut warnings);
        let up = ancestors_of_all(&parents);
        let mut children = vec![Vec::new(); standing.len()];
        for (child, above) in (0u32..).zip(&parents) {
            for &parent in above {
                if let Some(list) = children.get_mut(parent as usize) {
                    list.push(child);
                }
            }
        }
        let nodes = standing
            .into_values()
            .zip(parents)
            .zip(children)
            .map(|((row, parents), children)| Node {
                code: row.code,
                name: row.name,
                kind: row.kind,
                register: row.register,
                parents,
                children,
            })
            .collect();
        Self {
            nodes,
            index,
            up,
            warnings,
        }
    }

    /// All nodes, in order of code.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node of this code.
    pub fn node(&self, code: &str) -> Option<&Node> {
        self.at(*self.index.get(code)?)
    }

    /// Nodes under no other, in order of code.
    pub fn roots(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.parents.is_empty())
    }

    /// Every node once, below its administrative parent and with its depth: a root, then all that
    /// stands under it in order of code, then the next root.
    pub fn outline(&self) -> Vec<(&Node, usize)> {
        let roots = (0u32..).zip(&self.nodes);
        let roots = roots.filter(|(_, node)| node.parents.is_empty());
        let mut waiting: Vec<(u32, usize)> = roots.map(|(place, _)| (place, 0)).collect();
        waiting.reverse();
        let mut outline = Vec::with_capacity(self.nodes.len());
        while let Some((place, depth)) = waiting.pop() {
            let Some(node) = self.at(place) else { continue };
            outline.push((node, depth));
            let below = node.children.iter().rev();
            let own = below.filter(|&&child| {
                let parents = self.at(child).map(|node| &node.parents);
                parents.and_then(|parents| parents.first()) == Some(&place)
            });
            waiting.extend(own.map(|&child| (child, depth + 1)));
        }
        outline
    }

    /// The nodes directly above, the administrative parent first.
    pub fn parents(&self, code: &str) -> impl Iterator<Item = &Node> {
        self.many(self.node(code).map_or(&[], |node| &node.parents))
    }

    /// The nodes directly below, in order of code.
    pub fn children(&self, code: &str) -> impl Iterator<Item = &Node> {
        self.many(self.node(code).map_or(&[], |node| &node.children))
    }

    /// Every node above, each once, in order of code.
    pub fn ancestors(&self, code: &str) -> impl Iterator<Item = &Node> {
        let own = self.position(code);
        let up = own.map_or(&[][..], |place| self.up(place));
        self.many(up).filter(move |node| node.code != code)
    }

    /// Every node below, each once, in order of code.
    pub fn descendants(&self, code: &str) -> impl Iterator<Item = &Node> {
        let own = self.position(code);
        self.nodes
            .iter()
            .zip(&self.up)
            .filter(move |(node, up)| {
                own.is_some_and(|own| node.code != code && up.binary_search(&own).is_ok())
            })
            .map(|(node, _)| node)
    }

    /// Every node below that has none below itself; the node itself if it has none.
    pub fn leaves(&self, code: &str) -> impl Iterator<Item = &Node> {
        let own = self.node(code).filter(|node| node.children.is_empty());
        let below = self.descendants(code);
        own.into_iter()
            .chain(below.filter(|node| node.children.is_empty()))
    }

    /// Whether `code` is `above` or stands somewhere under it.
    pub fn is_under(&self, code: &str, above: &str) -> bool {
        match (self.position(code), self.position(above)) {
            (Some(own), Some(above)) => self.up(own).binary_search(&above).is_ok(),
            _ => false,
        }
    }

    /// What was odd about the rows.
    pub fn warnings(&self) -> &[TreeWarning] {
        &self.warnings
    }

    /// Place of a node among `nodes()`.
    pub(crate) fn position(&self, code: &str) -> Option<u32> {
        self.index.get(code).copied()
    }

    /// The node at this place.
    pub(crate) fn at(&self, place: u32) -> Option<&Node> {
        self.nodes.get(place as usize)
    }

    /// Places of the node and all its ancestors, ascending.
    pub(crate) fn up(&self, place: u32) -> &[u32] {
        self.up.get(place as usize).map_or(&[], Vec::as_slice)
    }

    fn many<'a>(&'a self, places: &'a [u32]) -> impl Iterator<Item = &'a Node> {
        places.iter().filter_map(|&place| self.at(place))
    }
}

fn apply_moves(standing: &mut BTreeMap<String, NodeRow>, moves: &[MoveRow], day: Day) {
    let mut newest: BTreeMap<&str, &MoveRow> = BTreeMap::new();
    for row in moves.iter().filter(|row| row.day <= day) {
        let held = newest.entry(&row.node).or_insert(row);
        if held.day <= row.day {
            *held = row;
        }
    }
    for (node, row) in newest {
        if let Some(node) = standing.get_mut(node) {
            match node.parents.first_mut() {
                Some(first) => first.clone_from(&row.to),
                None => node.parents.push(row.to.clone()),
            }
        }
    }
}

fn parent_edges(
    standing: &BTreeMap<String, NodeRow>,
    index: &BTreeMap<String, u32>,
    warnings: &mut Vec<TreeWarning>,
) -> Vec<Vec<u32>> {
    let mut edges = Vec::with_capacity(standing.len());
    for row in standing.values() {
        let mut above: Vec<u32> = Vec::new();
        for parent in row.parents.iter().filter(|parent| !parent.is_empty()) {
            match index.get(parent) {
                Some(place) if above.contains(place) => {}
                Some(place) => above.push(*place),
                None => warnings.push(TreeWarning::UnknownParent {
                    node: row.code.clone(),
                    parent: parent.clone(),
                }),
            }
        }
        edges.push(above);
    }
    edges
}

/// Leaves out each edge that leads back to a node whose ancestors are just being followed, in order
/// of code, without recursion.
fn without_cycles(
    mut parents: Vec<Vec<u32>>,
    standing: &BTreeMap<String, NodeRow>,
    warnings: &mut Vec<TreeWarning>,
) -> Vec<Vec<u32>> {
    let codes: Vec<&String> = standing.keys().collect();
    let name = |place: u32| codes.get(place as usize).map_or("", |code| code.as_str());
    let mut done = vec![false; parents.len()];
    let mut open = vec![false; parents.len()];
    for start in 0..parents.len() {
        if done[start] {
            continue;
        }
        open[start] = true;
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((node, next)) = path.pop() {
            let Some(&parent) = parents[node].get(next) else {
                (open[node], done[node]) = (false, true);
                continue;
            };
            let above = parent as usize;
            if open[above] {
                parents[node].remove(next);
                warnings.push(TreeWarning::Cycle {
                    node: name(u32::try_from(node).unwrap_or(u32::MAX)).to_owned(),
                    parent: name(parent).to_owned(),
                });
                path.push((node, next));
            } else {
                path.push((node, next + 1));
                if !done[above] {
                    open[above] = true;
                    path.push((above, 0));
                }
            }
        }
    }
    parents
}

fn ancestors_of_all(parents: &[Vec<u32>]) -> Vec<Vec<u32>> {
    (0u32..)
        .take(parents.len())
        .map(|place| {
            let mut seen = BTreeSet::from([place]);
            let mut next = vec![place];
            while let Some(node) = next.pop() {
                for &parent in parents.get(node as usize).into_iter().flatten() {
                    if seen.insert(parent) {
                        next.push(parent);
                    }
                }
            }
            seen.into_iter().collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    /// One line a node: `code: parent, parent  2020-01-01..2026-01-01`; a move: `code -> parent
    /// day`.
    fn check(text: &str, day: &str, expect: Expect) {
        let (mut rows, mut moves) = (Vec::new(), Vec::new());
        let day: Day = day.parse().unwrap();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (line, dates) = line.split_once("  ").unwrap_or((line, ""));
            if let Some((node, to)) = line.split_once(" -> ") {
                moves.push(MoveRow {
                    node: node.into(),
                    day: dates.trim().parse().unwrap(),
                    to: to.into(),
                });
                continue;
            }
            let (code, parents) = line.split_once(':').unwrap();
            let (since, until) = dates.trim().split_once("..").unwrap_or(("", ""));
            rows.push(NodeRow {
                code: code.into(),
                register: "unit".into(),
                parents: parents.split(',').map(|p| p.trim().to_owned()).collect(),
                since: since.parse().ok(),
                until: until.parse().ok(),
                ..NodeRow::default()
            });
        }
        let tree = OrgTree::build(rows, &moves, day);
        let list = |nodes: Vec<&Node>| {
            let codes: Vec<_> = nodes.iter().map(|node| node.code.as_str()).collect();
            codes.join(" ")
        };
        let mut out = format!("roots {}\noutline", list(tree.roots().collect()));
        for (node, depth) in tree.outline() {
            out += &format!(" {}{}", ".".repeat(depth), node.code);
        }
        out.push('\n');
        for node in tree.nodes() {
            let code = node.code.as_str();
            let up = list(tree.ancestors(code).collect());
            let down = list(tree.descendants(code).collect());
            let leaves = list(tree.leaves(code).collect());
            out += &format!("{code}  up [{up}]  down [{down}]  leaves [{leaves}]\n");
        }
        for warning in tree.warnings() {
            out += &format!("{warning:?}\n");
        }
        expect.assert_eq(&out);
    }

    #[test]
    fn a_node_under_two_parents_has_each_common_ancestor_once() {
        check(
            "city:
             county: city
             group: city
             a: county, group
             b: county",
            "2026-09-01",
            expect![[r"
                roots city
                outline city .county ..a ..b .group
                a  up [city county group]  down []  leaves [a]
                b  up [city county]  down []  leaves [b]
                city  up []  down [a b county group]  leaves [a b]
                county  up [city]  down [a b]  leaves [a b]
                group  up [city]  down [a]  leaves [a]
            "]],
        );
    }

    #[test]
    fn moves_and_bounds_follow_the_day() {
        let world = "x:
             y:
             a: x  2020-09-01..2026-09-01
             b: x  2027-01-01..
             c: x
             c -> y  2026-03-01
             c -> x  2026-10-01";
        check(
            world,
            "2026-08-31",
            expect![[r"
                roots x y
                outline x .a y .c
                a  up [x]  down []  leaves [a]
                c  up [y]  down []  leaves [c]
                x  up []  down [a]  leaves [a]
                y  up []  down [c]  leaves [c]
            "]],
        );
        check(
            world,
            "2027-01-01",
            expect![[r"
                roots x y
                outline x .b .c y
                b  up [x]  down []  leaves [b]
                c  up [x]  down []  leaves [c]
                x  up []  down [b c]  leaves [b c]
                y  up []  down []  leaves [y]
            "]],
        );
    }

    #[test]
    fn unknown_parents_cycles_and_twins_are_reported() {
        check(
            "a: b
             b: c
             c: a
             d: d
             e: nowhere
             e: a",
            "2026-09-01",
            expect![[r#"
                roots c d e
                outline c .b ..a d e
                a  up [b c]  down []  leaves [a]
                b  up [c]  down [a]  leaves [a]
                c  up []  down [a b]  leaves [a]
                d  up []  down []  leaves [d]
                e  up []  down []  leaves [e]
                Twin { code: "e", register: "unit" }
                UnknownParent { node: "e", parent: "nowhere" }
                Cycle { node: "c", parent: "a" }
                Cycle { node: "d", parent: "d" }
            "#]],
        );
    }
}
