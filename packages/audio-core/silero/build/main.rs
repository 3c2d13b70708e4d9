//! Packs the network's weights into `OUT_DIR`, from the ONNX file of the npm package `@livekit/agents-plugin-silero`
//! (Silero v6.2, MIT). Without it the packed files are empty, and the detector falls back to energy.

mod onnx;
mod pack;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const PACKAGES: &str = "../node_modules/@livekit";
const IN_PACKAGES: &str = "agents-plugin-silero/dist/silero_vad.onnx";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=ANTIPHON_SILERO_ONNX");
    println!("cargo::rerun-if-changed=build");
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let packages = folder.join(PACKAGES);
    let model = env::var("ANTIPHON_SILERO_ONNX").map_or_else(|_| packages.join(IN_PACKAGES), PathBuf::from);
    println!("cargo::rerun-if-changed={}", model.display());
    if packages.exists() {
        // Files of packages are older than their coming; the link to them is as old as that.
        println!("cargo::rerun-if-changed={}", packages.display());
    }
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let packed = weights(&model);
    if let Err(reason) = &packed {
        // What never exists is looked for again with every build, so weights of any age are seen when they are there.
        println!("cargo::rerun-if-changed={}", out.join("weights-are-missing").display());
        println!(
            "cargo::warning=no speech network: {reason}. Speech will be detected by energy alone. Run `pnpm install`, or name the file in ANTIPHON_SILERO_ONNX, and build again."
        );
    }
    let (phone, wide) = packed.unwrap_or_default();
    fs::write(out.join("phone.f32"), phone)?;
    fs::write(out.join("wide.f32"), wide)
}

/// Both networks, 8 and 16 kHz, as little-endian floats.
fn weights(model: &Path) -> Result<(Vec<u8>, Vec<u8>), String> {
    let bytes = fs::read(model).map_err(|error| format!("{} cannot be read ({error})", model.display()))?;
    let tensors = onnx::constants(&bytes).ok_or_else(|| format!("{} is not an ONNX file", model.display()))?;
    Ok((pack::network(&tensors, "else_branch", 65)?, pack::network(&tensors, "then_branch", 129)?))
}
