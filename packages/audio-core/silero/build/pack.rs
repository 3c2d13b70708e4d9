//! Lays weights out in the order in which the kernels read them: tiles of 64 outputs (16 in the first layer,
//! which has four rows of input), and within a tile all weights of an input side by side. `src/weights.rs` reads the same
//! order.

use crate::onnx::Tensors;

/// One network: window, four convolutions, recurrent layer, output. `bins` is the width of its spectrum.
pub fn network(tensors: &Tensors, branch: &str, bins: usize) -> Result<Vec<u8>, String> {
    let prefix = format!("If_0_{branch}__Inline_0__");
    let find = |name: &str, length: usize| {
        let values = tensors.get(&format!("{prefix}{name}")).ok_or_else(|| format!("the model has no {name}"))?;
        if values.len() == length {
            Ok(values.as_slice())
        } else {
            Err(format!("the model's {name} has {} numbers, not {length}", values.len()))
        }
    };
    let size = 2 * (bins - 1);
    let mut out = Vec::new();
    // Row 0 of the Fourier basis is cos 0 = 1 times the window.
    out.extend_from_slice(&find("stft.forward_basis_buffer", 2 * bins * size)?[..size]);
    let layers = [(bins, 128, 0..3), (128, 64, 0..3), (64, 64, 1..3), (64, 128, 1..2)];
    for (layer, (inputs, outputs, taps)) in layers.into_iter().enumerate() {
        let weights = find(&format!("encoder.{layer}.reparam_conv.weight"), outputs * inputs * 3)?;
        out.extend_from_slice(find(&format!("encoder.{layer}.reparam_conv.bias"), outputs)?);
        if layer == 0 {
            // Taps count as inputs of their own, side by side.
            tiles(&mut out, outputs, inputs * 3, 16, |output, from| weights[output * inputs * 3 + from]);
            continue;
        }
        // One frame is left in the last layers: their other taps only ever see padding.
        for tap in taps {
            tiles(&mut out, outputs, inputs, 64, |output, input| weights[(output * inputs + input) * 3 + tap]);
        }
    }
    let (input, hidden) = (find("decoder.rnn.weight_ih", 512 * 128)?, find("decoder.rnn.weight_hh", 512 * 128)?);
    let (a, b) = (find("decoder.rnn.bias_ih", 512)?, find("decoder.rnn.bias_hh", 512)?);
    out.extend(a.iter().zip(b).map(|(a, b)| a + b));
    tiles(&mut out, 512, 256, 64, |output, from| {
        if from < 128 { input[output * 128 + from] } else { hidden[output * 128 + from - 128] }
    });
    out.extend_from_slice(find("decoder.decoder.2.weight", 128)?);
    out.extend_from_slice(find("decoder.decoder.2.bias", 1)?);
    Ok(out.iter().flat_map(|value| value.to_le_bytes()).collect())
}

fn tiles(out: &mut Vec<f32>, outputs: usize, inputs: usize, tile: usize, weight: impl Fn(usize, usize) -> f32) {
    for first in (0..outputs).step_by(tile) {
        for input in 0..inputs {
            out.extend((first..first + tile).map(|output| weight(output, input)));
        }
    }
}
