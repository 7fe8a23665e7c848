"""Engines that do tasks elsewhere than in processes of this machine; see `scanner.crew`."""
