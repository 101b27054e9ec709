import theme from "vitepress/theme-without-fonts";
import "temml/dist/Temml-Local.css";
import "./style.css";

export default theme;
