import { mount } from "svelte";
import Stale from "./Stale.svelte";

mount(Stale, { target: document.body });
