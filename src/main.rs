//! The command `dateline`: arguments in, exit code out.

mod cli;

/// Knowledge is made of many small pieces: see ARCHITECTURE.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
