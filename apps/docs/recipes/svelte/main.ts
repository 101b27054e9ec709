import { mount } from "svelte";
import Training from "./Training.svelte";

mount(Training, { target: document.body });
