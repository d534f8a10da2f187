//! Strongly connected components of a graph of files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::graph::{Circle, Edge};

type Graph<'a> = BTreeMap<&'a str, Vec<&'a Edge>>;

/// Circles among the edges, the largest first.
pub fn among(edges: &[Edge]) -> Vec<Circle> {
    let graph = graph(edges, |edge| (edge.from.as_str(), edge));
    let against = graph_of_sources(edges);
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    let mut circles = Vec::new();
    for start in graph.keys() {
        if placed.contains(start) {
            continue;
        }
        // Two files are in one circle when each can be reached from the other.
        let ahead = reachable(start, |file| {
            graph
                .get(file)
                .into_iter()
                .flatten()
                .map(|edge| edge.to.as_str())
                .collect()
        });
        let behind = reachable(start, |file| against.get(file).cloned().unwrap_or_default());
        let files: Vec<&str> = ahead.intersection(&behind).copied().collect();
        placed.extend(&files);
        if files.len() > 1 {
            circles.push(circle(&files, edges, &graph));
        }
    }
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.files.len()));
    circles
}

fn graph<'a>(edges: &'a [Edge], entry: impl Fn(&'a Edge) -> (&'a str, &'a Edge)) -> Graph<'a> {
    let mut graph = Graph::new();
    for (file, edge) in edges.iter().map(entry) {
        graph.entry(file).or_default().push(edge);
    }
    graph
}

fn graph_of_sources(edges: &[Edge]) -> BTreeMap<&str, Vec<&str>> {
    let mut sources: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for edge in edges {
        sources.entry(&edge.to).or_default().push(&edge.from);
    }
    sources
}

fn reachable<'a>(start: &'a str, next: impl Fn(&str) -> Vec<&'a str>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::from([start]);
    let mut waiting = vec![start];
    while let Some(file) = waiting.pop() {
        for each in next(file) {
            if found.insert(each) {
                waiting.push(each);
            }
        }
    }
    found
}

fn circle(files: &[&str], edges: &[Edge], graph: &Graph<'_>) -> Circle {
    let inside =
        |edge: &&Edge| files.contains(&edge.from.as_str()) && files.contains(&edge.to.as_str());
    let ways = files
        .iter()
        .filter_map(|start| shortest_way_round(start, files, graph));
    let way = ways.min_by_key(Vec::len).unwrap_or_default();
    Circle {
        files: files.iter().map(|file| (*file).to_owned()).collect(),
        way: way.into_iter().cloned().collect(),
        edges: edges.iter().filter(inside).cloned().collect(),
    }
}

/// Breadth-first search from a file back to itself.
fn shortest_way_round<'a>(start: &str, files: &[&str], graph: &Graph<'a>) -> Option<Vec<&'a Edge>> {
    let mut reached_by: BTreeMap<&str, &Edge> = BTreeMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(file) = waiting.pop_front() {
        for edge in graph.get(file).into_iter().flatten().copied() {
            let to = edge.to.as_str();
            if files.contains(&to) && !reached_by.contains_key(to) {
                reached_by.insert(to, edge);
                waiting.push_back(to);
            }
        }
    }
    let mut way = vec![*reached_by.get(start)?];
    while let Some(first) = way.last().filter(|edge| edge.from != start) {
        way.push(reached_by.get(first.from.as_str())?);
    }
    way.reverse();
    Some(way)
}
