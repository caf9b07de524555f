// SPDX-License-Identifier: BSD-2-Clause
//! One case of tests/bench/policy on regorus: its engine, and its register machine.
//!
//! peer-regorus engine|vm|vm-parse DIR SECONDS
//! DIR holds policy.rego, inputs.json (an array), query, and perhaps data.json.
use anyhow::{anyhow, Result};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Value};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Times of single evaluations, for `seconds`, after as many again to warm up as fit a tenth.
fn measure<F: FnMut(usize) -> Result<Value>>(n: usize, seconds: f64, mut f: F) -> Result<()> {
    let first = f(0)?;
    let warm = Instant::now();
    let mut i = 0;
    while warm.elapsed() < Duration::from_secs_f64(seconds / 10.0) || i < n {
        black_box(f(i % n)?);
        i += 1;
    }
    let mut times: Vec<u64> = Vec::with_capacity(1 << 22);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs_f64(seconds) && times.len() < 1 << 22 {
        let at = Instant::now();
        black_box(f(i % n)?);
        times.push(at.elapsed().as_nanos() as u64);
        i += 1;
    }
    let sum: u64 = times.iter().sum();
    let count = times.len();
    times.sort_unstable();
    let at = |p: f64| times[((count as f64 * p) as usize).min(count - 1)];
    println!(
        "{} {} {} {} {} {}",
        sum / count as u64,
        at(0.5),
        at(0.99),
        at(0.999),
        count,
        first.to_json_str()?.split_whitespace().collect::<String>()
    );
    Ok(())
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    if args.len() != 4 {
        return Err(anyhow!("usage: peer-regorus engine|vm|vm-parse DIR SECONDS"));
    }
    let dir = Path::new(&args[2]);
    let seconds: f64 = args[3].parse()?;
    let rule = std::fs::read_to_string(dir.join("query"))?.trim().to_string();
    let mut engine = Engine::new();
    engine.add_policy_from_file(dir.join("policy.rego"))?;
    let mut data = None;
    if dir.join("data.json").exists() {
        let value = Value::from_json_file(dir.join("data.json"))?;
        engine.add_data(value.clone())?;
        data = Some(value);
    }
    let inputs = Value::from_json_file(dir.join("inputs.json"))?;
    let inputs: Vec<Value> = inputs.as_array()?.to_vec();
    let texts: Vec<String> = inputs.iter().map(|v| v.to_json_str()).collect::<Result<_>>()?;
    if args[1] == "engine" {
        return measure(inputs.len(), seconds, |i| {
            engine.set_input(inputs[i].clone());
            engine.eval_rule(rule.clone())
        });
    }
    let parse = args[1] == "vm-parse";
    let policy = engine.compile_with_entrypoint(&rule.as_str().into())?;
    let program = Compiler::compile_from_policy(&policy, &[rule.as_str()])?;
    let mut vm = RegoVM::new();
    vm.set_max_instructions(usize::MAX);
    vm.load_program(program);
    if let Some(value) = data {
        vm.set_data(value)?;
    }
    measure(inputs.len(), seconds, |i| {
        vm.set_input(if parse { Value::from_json_str(&texts[i])? } else { inputs[i].clone() });
        Ok(vm.execute()?)
    })
}
